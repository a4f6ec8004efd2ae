// SPDX-License-Identifier: MIT
// What pytest printed on another machine about the demo's bug.
export const LOG = `============================= test session starts ==============================
collected 1 item

tests/test_touching_prices.py F                                          [100%]

=================================== FAILURES ===================================
_______________________ test_touching_ranges_are_one ________________________

    def test_touching_ranges_are_one():
        catalog = Catalog(["tea 1-4", "tea 5-9", "jam 2-3"])
>       assert page(catalog, ["jam", "tea"]) == "jam: 2 to 3\\ntea: 1 to 9"

tests/test_touching_prices.py:8:${" "}
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
shop/report.py:5: in describe
    prices = catalog.only(name)
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _

>           raise ValueError(f"{name} has {len(found)} price ranges")
E           ValueError: tea has 2 price ranges

shop/catalog.py:24: ValueError
=========================== short test summary info ============================
FAILED tests/test_touching_prices.py::test_touching_ranges_are_one - ValueError: tea has 2
============================== 1 failed in 0.12s ===============================
`;
