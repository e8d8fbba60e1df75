import { Kind, type TSchema, Type, TypeRegistry } from "@sinclair/typebox";

const STRING_ENUM = "aldis:StringEnum";
TypeRegistry.Set(STRING_ENUM, (schema: { enum: readonly string[] }, value) => schema.enum.includes(value as string));

/** One of several words. OpenAPI 3.0 has no `const`, so that TypeBox's own union of literals cannot be shown in it. */
export function oneOf<const Words extends readonly string[]>(words: Words, options: Record<string, unknown> = {}) {
  return Type.Unsafe<Words[number]>({ [Kind]: STRING_ENUM, type: "string", enum: [...words], ...options });
}

/** A model, which the document describes once and by this name. */
export const named = <Schema extends TSchema>($id: string, schema: Schema): Schema => ({ ...schema, $id });
