"""The planting bench: is every number of the account right, on panels whose campaign is known?

    python benchmarks/planting --draws 500 --resume --date 2026-11-25

`simulated` and `real` (a panel without and with its campaign, as arrays) -> `planted` (the draw, and what was truly
sold) -> `measure` (the tool's own rows beside the truth) -> `summary` -> `command`.
"""
