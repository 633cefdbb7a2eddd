"""The study file of a planted panel, commented in English or German."""

import json
from collections.abc import Iterable
from math import floor, log10
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lift.simulation.draw import Simulation

SPEND_SHARE = 0.042
"""Spend as a share of the promoted SKUs' revenue: with the default effect about 3 euro of sales per euro spent."""

EN = {
    "head": "A synthetic study: made by lift.simulate(seed={seed}). The true effect of the campaign is in truth.csv.",
    "name": "Salsa Sol, nano-influencers (synthetic data)",
    "data": "The tables lie beside this file: sales by store, week and SKU, the stores' regions, the SKUs' brands.",
    "basis": "revenue at shelf prices including VAT",
    "dates": "first and last day, both included",
    "pre": "history that the comparison rests on",
    "after": "weeks after the campaign in which an after-effect is looked for",
    "skus": "the promoted SKUs",
    "vat": "value-added tax on food",
    "retail_margin": "the retailer's share of the net shelf price",
    "margin": "the advertiser's share of its own net revenue",
    "spend": "What the campaign cost in the test units.",
    "activity": "What was done for it; shown beside the result.",
    "regions": "Whole regions got the campaign, so that a region counts as one unit.",
    "stores": "The stores were drawn one by one, so that a store counts as one unit.",
    "all": "every unit that did not get the campaign",
}
DE = {
    "head": "Eine synthetische Studie: erzeugt mit lift.simulate(seed={seed}). Die wahre Wirkung steht in truth.csv.",
    "name": "Salsa Sol, Nano-Influencer (synthetische Daten)",
    "data": "Die Tabellen liegen neben dieser Datei: Absatz je Markt, Woche und Artikel, Regionen der Märkte, Marken.",
    "basis": "Umsatz zu Regalpreisen einschließlich Mehrwertsteuer",
    "dates": "erster und letzter Tag, beide eingeschlossen",
    "pre": "Vorgeschichte, auf der der Vergleich beruht",
    "after": "Wochen nach der Kampagne, in denen eine Nachwirkung gesucht wird",
    "skus": "die beworbenen Artikel",
    "vat": "Mehrwertsteuer auf Lebensmittel",
    "retail_margin": "Anteil des Handels am Netto-Regalpreis",
    "margin": "Deckungsbeitrag des Werbetreibenden, als Anteil an seinem Nettoumsatz",
    "spend": "Was die Kampagne in den Testeinheiten gekostet hat.",
    "activity": "Was dafür getan wurde; steht neben dem Ergebnis.",
    "regions": "Ganze Regionen erhielten die Kampagne: Eine Region zählt als eine Einheit.",
    "stores": "Die Märkte wurden einzeln ausgelost: Ein Markt zählt als eine Einheit.",
    "all": "alle Einheiten ohne Kampagne",
}


def study_text(simulation: "Simulation", *, language: Literal["en", "de"], suffix: str) -> str:
    """Return study.toml for a planted panel."""
    words = {"en": EN, "de": DE}[language]
    o, plan = simulation.options, simulation.plan
    spend = planned_spend(simulation)
    unit = "test" if o.assignment == "regions" else "test_stores"
    return f"""\
# {words["head"].format(seed=simulation.seed)}

[study]
name = {_quoted(words["name"])}
language = "{language}"
currency = "EUR"

# {words["data"]}
[data]
sales = "sales{suffix}.parquet"
stores = "stores{suffix}.parquet"
products = "products{suffix}.parquet"
revenue_basis = "gross"  # {words["basis"]}

[campaign]
# {words["dates"]}
start = {plan.first.isoformat()}
end = {plan.last.isoformat()}
pre_weeks = {min(52, o.pre_weeks)}  # {words["pre"]}
after_weeks = {o.after_weeks}  # {words["after"]}
skus = {_list(plan.promoted)}  # {words["skus"]}
vat = 0.07  # {words["vat"]}
retail_margin = 0.25  # {words["retail_margin"]}
margin = 0.32  # {words["margin"]}

# {words["spend"]}
[campaign.spend]
total = {_grouped(spend)}
scope = "test"
basis = "net"

# {words["activity"]}
[campaign.activity]
creators = {_grouped(max(round(spend / 60), 1))}
impressions = {_grouped(_rounded(spend * 18))}

# {words[o.assignment]}
[regions]
assignment = "{o.assignment}"
{unit} = {_list(plan.test)}
control = "all"  # {words["all"]}

[measure]
confidence = 0.90
seed = 1
"""


def planned_spend(simulation: "Simulation") -> int:
    """Return the spend in whole euro: a fixed share of what the promoted SKUs sold in the weeks before the campaign.

    It does not depend on the effect, so that a campaign without effect costs the same.
    """
    sales, plan, o = simulation.sales, simulation.plan, simulation.options
    stores = simulation.stores["store_id"].iloc[plan.at]
    bought = sales["store_id"].isin(stores) & sales["sku"].isin(plan.promoted)
    before = bought & (sales["week"].dt.date < plan.first)
    weekly = sales.loc[before, "revenue"].sum() / o.pre_weeks
    return max(_rounded(SPEND_SHARE * weekly * o.campaign_weeks), 1)


def _rounded(value: float) -> int:
    """Two significant digits."""
    return int(round(value, 1 - floor(log10(value)))) if value >= 10 else round(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(name) for name in names)}]"


def _grouped(value: float) -> str:
    return f"{int(value):_}"
