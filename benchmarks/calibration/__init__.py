"""The calibration bench: how honest is every method, in every design, on panels where the truth is known?

    python benchmarks/calibration --draws 1000 --jobs 2 --resume --date 2026-11-23

`sources` (store sales as arrays) -> `listing` (which stores are compared) -> `designs` (who is test, who is control)
-> `stack` (many draws as items of one panel) -> `chain` (the tool's own rows), `pairs` (every estimator x inference on
single items), `textbook` (methods that must be seen failing, and rivals), `oracle` -> `score` -> `summary`, `page`.
"""
