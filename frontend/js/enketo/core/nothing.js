// Stands in for packages that enketo-core imports and that we never use: touch gestures between pages.
export default {};
