/** A list with one of it at another place. */
export function movedTo<Thing>(list: readonly Thing[], thing: Thing, place: number): Thing[] {
  const others = list.filter((each) => each !== thing);
  return others.toSpliced(place, 0, thing);
}
