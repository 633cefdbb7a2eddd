"""Do openings, closures, renovations, delistings, replacements and missing weeks leave the uplift where it is?

    python benchmarks/unbalanced --draws 15 --date 2026-11-26

`breaks` (what happens to a panel, and the rule for it) -> `measure` (the tool's uplift beside the planted one) ->
`command`. Nothing that happens is an effect of the campaign: the same rows are gone with and without it, so the truth
is what was sold in the rows that are left, with the campaign over without it.
"""
