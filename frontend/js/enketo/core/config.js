// What enketo-core asks its surroundings. No maps: its own configuration would call a foreign tile server.
export default {
  experimentalOptimizations: { computeAsync: false },
  excludeNonRelevant: false,
  maps: [],
  googleApiKey: "",
  repeatOrdinals: false,
  validateContinuously: false,
  validatePage: true,
  swipePage: false,
  textMaxChars: 2000,
};
