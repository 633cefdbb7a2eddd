"""The study file that `lift init` writes: every key once, with what it means and its default."""

from pathlib import Path

from lift.core.errors import StudyError

TEMPLATE = """\
# One campaign, measured against regions without it. A line with # in front is optional and shows the default or an
# example. `lift check study.toml` reads the data and says what is in it, `lift run study.toml` measures.
# `lift explain WORD` explains any key, column and method.

[study]
name = "Name of the study"            # names the result folder, too
# client = "Example Foods"            # for the cover of the report
# language = "de"                     # language of the report: "en" (default) or "de"
# currency = "EUR"

[data]
# Three tables in Parquet: a file, a folder, a hive-partitioned folder or a glob each; paths start from this file.
# sales: store_id, week, sku, units, revenue, one row per store, SKU and period
# stores: store_id, region            products: sku, brand, category
# The last two may be left out when the sales table has their columns.
sales = "sales.parquet"
stores = "stores.parquet"
products = "products.parquet"
# successors = "successors.parquet"    # SKUs that others replaced: sku, successor and, if any, from (a date)
# engine = "duckdb"                   # or "duckdb://FILE", "postgres://USER@HOST/DB", "spark://HOST:PORT"
# frequency = "week"                  # or "day", "month": what one row of sales covers
# week_label = "first"                # the date in `week` is the "first" or the "last" day of the period
# absent = "listed"                   # a row that is not there means: no sales ("zero"), not known ("missing"), or
#                                     # no sales between the first and the last sale in the store ("listed")
# revenue_basis = "gross"             # revenue at shelf prices with VAT ("gross") or without ("net")
# returns = "error"                   # negative sales: an "error", or "keep" them

# [data.columns]                      # only where the tables call a column something else
# store_id = "store_num"              # likewise: week, sku, units, revenue, region, brand, category, description,
#                                     # price, base_price, promo, feature, display

[campaign]
start = 2025-03-03                    # first and last day of the campaign, both included
end = 2025-04-27
skus = ["4001", "4002"]               # the promoted SKUs; or instead, for all SKUs of a brand:
# brand = "Salsa Sol"
# launch = ["4002"]                   # promoted SKUs that were not sold before the campaign
# includes = ["display"]              # price, promo, feature, display or launch, where it was part of the campaign
# pre_weeks = 52                      # history to compare with, at most; or exactly:
# pre_periods = 52                    # or "all"
# after_weeks = 8                     # after-effect: weeks after the end (default 0); or:
# after_periods = 8
# vat = 0.07                          # money terms need [data] revenue_basis
# retail_margin = 0.25                # manufacturer's net = net x (1 - retail_margin)
# margin = 0.32                       # contribution margin: the share of the manufacturer's net revenue that is left

# [campaign.spend]                    # without spend there is no ROI
# total = 48_000                      # or leave it out and list what it consists of under [campaign.spend.items]
# scope = "test"                      # the spend on the test regions (default), or "national", then with:
# share_in_test = 0.12                # the share of a national spend that fell on the test regions
# basis = "net"                       # is the spend "net" or "gross" of VAT?
# currency = "EUR"                    # must be that of [study]: nothing is converted
# thresholds = [2.4]                  # returns whose chance of being exceeded is told, besides the usual ones

# [campaign.spend.items]
# fees = 30_000
# samples = 18_000

# [campaign.activity]                 # any numbers; shown beside the result
# creators = 1_200
# impressions = 190_000
# table = "posts.csv"                 # or a table, CSV or Parquet, a row per post: platform, followers; impressions,
#                                     # reach, likes, comments, shares, saves, clicks, redemptions, fee, revenue, and
#                                     # creator, region, post, date, as far as there are any; currency, if told,
#                                     # must be that of [study]
# show_creators = false               # name creators in the report
# tier = "nano"                       # of most creators, without a table: below, nano, micro, mid or macro
# households = "households"           # column of stores: the effect by creators per 1,000 households of a test region
# dose = "flyers"                     # or a column that holds each test unit's dose itself

[regions]
test = ["Leipzig"]                    # the regions with the campaign; or instead a list of stores, or a file of ids:
# test_stores = ["1001", "1002"]
#                                     # before the campaign: test = "match" lets `lift match` choose
# assignment = "regions"              # "regions": whole regions got the campaign; "stores": stores drawn one by one
# control = "all"                     # the dark regions: "all" others (default), a list, or "match"; or stores:
# control_stores = ["2001", "2002"]
# exclude = ["Halle"]                 # in no comparison at all, for example neighbours that saw the campaign
# coverage = 0.4                      # share of the test regions' turnover that the stores in the data hold

# [campaign.starts]                   # test regions that began later than [campaign] start: measured from there on
# Leipzig = 2025-03-10

# [regions.subdivision]               # the state or country of regions: whose public holidays differ, is said
# Leipzig = "DE-SN"                   # or columns country and subdivision in the stores table

# [[cells]]                           # test groups with campaigns or doses of their own, two or more; instead of test
# name = "High dose"
# test = ["Leipzig"]                  # or test_stores; start, end and skus where they differ from [campaign]
# spend = 30_000

# [[exclude_periods]]                 # any number of times: history from which nothing is learnt, in no region
# first = 2024-11-25                  # it must end before the campaign starts
# last = 2024-12-15
# reason = "TV campaign of the brand"
# units = ["Leipzig"]                 # where, for the report

# [rollout]                           # an assumption beside the result: the same campaign in the whole market
# name = "Germany"
# share_in_test = 0.12                # the share of its sales of the promoted brand that the measured test stores hold
# spend = 400_000                     # what it would cost, on the same basis as [campaign.spend]
# transfer = 0.8                      # how much of the measured effect to expect there (default 1: all of it)
# transfer_low = 0.5                  # and the ends of its range, at the confidence of the study
# transfer_high = 1.0

# [[scenarios]]                       # any number of times: long-term multipliers, shown apart, never in the headline
# name = "Long term"
# multiplier = 2.0                    # the effect with all that comes later, as a multiple of what was measured
# multiplier_low = 1.5                # and its range
# multiplier_high = 2.5
# source = "Study, year, number of campaigns"

# [match]                             # what a test or control that `lift match` chooses must keep to
# test_units = 2                      # test regions (or stores) to choose (default 1)
# control_units = 4                   # control regions (or stores), default as many as help
# must_test = ["Leipzig"]             # in the test in any case; likewise:
# must_control = ["Kiel"]
# may_test = ["Leipzig", "Ulm"]       # the only ones that may be test, for example where the creators live
# never_test = ["Berlin"]
# never_control = ["Hamburg"]
# min_share = 0.05                    # least and most share of the test in the sales of the promoted categories
# max_share = 0.20
# belt = "neighbours.csv"             # two columns of neighbours, which a campaign spills over to: never control
# belt_km = 30                        # or by distance: stores with columns latitude and longitude
# same = ["format"]                   # columns of the stores table in which control must equal test
# caliper = 0.5                       # most standard deviations between a test store and its matched control store
# spend_per_unit = 8_000              # what a test unit costs, and what there is in all
# budget = 24_000

[measure]
# method = "did"                      # estimator
# inference = "auto"                  # how the intervals are made; "auto": by the design
# adjust = "promotion"                # where sales have price, base_price, promo, feature or display: adjusted for
#                                     # them; or "beside": only shown beside the result; or "none": not read
# confidence = 0.90                   # of every interval
# seed = 1

# [report]                            # optional: how reports look; files lie relative to this one
# theme = "theme.toml"                # logo, colours, fonts, footer and disclaimer
# texts = "texts.toml"                # words of your own; `lift report --list-texts` lists what can be replaced
# pseudonyms = true                   # other names for regions, stores and creators; or a list: ["regions", "skus"]
"""


def write(folder: str | Path = ".") -> Path:
    """Write a commented study.toml into `folder` (made when missing) and return its path.

    Raises `StudyError` when there is one already, or the folder cannot be written to.
    """
    file = Path(folder) / "study.toml"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(TEMPLATE)
    except FileExistsError:
        what = "there is a study.toml already" if file.exists() else f"{file.parent} is not a folder"
        raise StudyError(f"nothing written: {what} ({file}); name another folder") from None
    except OSError as error:
        raise StudyError(f"cannot write {file}: {error.strerror}; name another folder") from None
    return file
