"""LimeSurvey's structure files (.lss) as the rows of an XLSForm, with what could not be mapped. Pure."""
