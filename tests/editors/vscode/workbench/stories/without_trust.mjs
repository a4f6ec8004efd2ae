// SPDX-License-Identifier: MIT
// A repository that is not trusted is read and not run: a log shows where it broke, and nothing
// that would run its code is offered.
const LOG = `============================= test session starts ==============================
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

export default async function (window, shop, server) {
  await shop.write("nightly.log", LOG);
  await window.trust("No, I don't trust the authors");
  await window.sees("restricted mode", ".statusbar-item", "Restricted Mode");

  await window.openFile("nightly.log");
  await window.sees("a lens over the failure", ".codelens-decoration a", "Show candidate files");
  await window.picture("log");
  await window.openFile("shop/catalog.py");
  await window.sees("the failing line", ".squiggly-error");
  await window.shown(".view-line", "raise ValueError").hover();
  await window.sees("what the log says", ".monaco-hover", "tea has 2 price ranges");
  await window.picture("line");

  const titles = await window.palette("redgreen");
  window.check("the set-up can be checked", titles.some((t) => t.includes("Check set-up")), titles);
  for (const title of ["Run test", "Start fix session", "Create fix branch", "Check stability"]) {
    window.check(`"${title}" is not offered`, !titles.some((t) => t.includes(title)), titles);
  }
  window.check("no Python ran", (await server.children("python3")).length === 0);
}
