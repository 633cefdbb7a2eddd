"""Effect and spend -> euro per euro."""

from lift.money.account import money as money
from lift.money.assumed import rollout as rollout
from lift.money.assumed import scenarios as scenarios
from lift.money.chances import chances as chances
from lift.money.prices import PriceChain as PriceChain
from lift.money.prices import price_chain as price_chain
from lift.money.roi import headline_item as headline_item
from lift.money.roi import headline_window as headline_window
from lift.money.roi import roi_rows as roi_rows
from lift.money.roi import spend_in_test as spend_in_test

__all__ = [
    "PriceChain", "chances", "headline_item", "headline_window", "money", "price_chain", "roi_rows", "rollout",
    "scenarios", "spend_in_test",
]  # fmt: skip
