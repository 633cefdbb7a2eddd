"""Native charts: a `Chart` of the report as DrawingML with its own workbook, to be edited in the slide."""
