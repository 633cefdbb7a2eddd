"""What does a study of 100 million rows cost, beside the bare group-by of its rows?

CPU seconds, user and system, of whole processes that take turns on the same panel, so that a busy machine burdens all
alike; two threads each. The panels are made for this and deleted again: 2,000 stores (200 and 20 in the smaller ones) x
520 SKUs x 104 weeks, of which 92.5 % have a row, delivered week by week in files of 13 weeks. The study takes three
tenths of the stores and the 500 SKUs of one category; one region in ten of those got the campaign. Rivals read the same
stores.

- lift run: with --memory 250MB; `read` is all from the first file to the last sum, `study` that and all estimates,
  placebos and ROI; imports and report stand apart.
- DuckDB, polars, pandas, PySpark: the sums of units and revenue by store, week and SKU, nothing else. PySpark's JVM is
  counted from the moment the session stands. pandas reads up to 10 million rows.
- decoding: the largest value of each of the five columns, all stores.
"""
