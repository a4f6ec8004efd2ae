-- SPDX-License-Identifier: MIT
-- A log from elsewhere is opened: its failure gets diagnostics here, and nothing is run.
local t = require('harness')

vim.fn.writefile({
  '=================================== FAILURES ===================================',
  '_________________________ test_prices_with_a_separator _________________________',
  '/builds/shop/tests/test_checkout.py:9: in test_prices_with_a_separator',
  '    assert Checkout(["3", "12,500"]).due() == 1250300',
  '/builds/shop/app/checkout.py:9: in due',
  '    return total(self.prices)',
  '/builds/shop/app/money.py:4: in cents',
  '    return int(text) * 100',
  "E   ValueError: invalid literal for int() with base 10: '12,500'",
  '=========================== short test summary info ============================',
  'FAILED tests/test_checkout.py::test_prices_with_a_separator - ValueError: inv...',
  '============================== 1 failed in 0.10s ===============================',
}, 'ci.log')

t.step('the log is read where it is open')
t.open('ci.log')
local read = t.action('explainLog', 'Read failures from this log')
t.equal(#read.failures, 1, 'the number of failures')
t.equal(read.failures[1].test, 'tests/test_checkout.py::test_prices_with_a_separator', 'the test')

t.step('paths of another machine are files of this one')
local errors = t.wait_for_diagnostics('app/money.py', vim.diagnostic.severity.ERROR)
t.equal(errors[1].lnum, 3, 'the failing line (0-based)')
t.wait_for_diagnostics('tests/test_checkout.py')

t.step('nothing was asked and nothing was run')
t.equal(#t.asked, 0, 'the number of questions')
t.check(vim.uv.fs_stat('imported') == nil, 'the test was imported')
