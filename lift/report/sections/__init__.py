"""The sections of the report, one file each: a function from a `Source` to a `Section` of blocks."""
