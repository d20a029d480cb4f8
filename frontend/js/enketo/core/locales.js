// A computer whose language is "C" gives Chromium "en-US@posix", which Intl refuses: enketo-core could open no form.
try {
  Intl.getCanonicalLocales(navigator.languages);
} catch (error) {
  Object.defineProperty(navigator, "languages", { value: [document.documentElement.lang || "en"] });
}
