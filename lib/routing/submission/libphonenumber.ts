/** The package as a module of ours: `require` of the package itself gives its CommonJS form, which lacks `Metadata`. */
export * from "libphonenumber-js/max";
