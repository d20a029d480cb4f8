"""XLSForm as rows: read from a workbook, checked, turned into an XForm, edited in small steps, compared. Pure."""
