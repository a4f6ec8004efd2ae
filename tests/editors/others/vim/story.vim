" SPDX-License-Identifier: MIT
" From a red test to its fix branch in Vim, with ALE.
let s:test = 'tests/test_touching_prices.py'
let s:error = 'ValueError: tea has 2 price ranges, expected 1'

" A clone that is not trusted. Its server is another one: ALE drops the second of two servers of one
" root when it hears late of the first one's end.
let s:clone = $PLACE . '/clone'
call system('git clone -q . ' . shellescape(s:clone))
call T_open(s:clone . '/' . s:test)
call T_go_to('def test_')
let s:titles = T_action('')
call T_check(index(s:titles, 'Check set-up') >= 0, 'not our actions: ' . string(s:titles))
call T_check(index(s:titles, 'Run test') < 0, 'offered without trust: ' . string(s:titles))
call T_ok('the server comes with a Python file; what is not trusted cannot be run')

let g:redgreen_trusted = [getcwd()]
call T_open(s:test)
call T_go_to('def test_')
let s:titles = T_action('')
for s:title in ['Run test', 'Start fix session', 'Create draft fix PR']
  call T_check(index(s:titles, s:title) >= 0, 'no "' . s:title . '" in ' . string(s:titles))
endfor
call T_ok('a trusted repository has the whole menu')

call T_action('Run test')
call T_wait_until_said('failed: ' . s:error)
call T_ok('the action runs the test, and a message says how it went')

let s:note = T_wait_for_diagnostic(8, 'frame 1/5 of ' . s:test)
call T_check(s:note.type isnot# 'E', 'a line of the chain is an error')
call T_ok('a line of its chain has a note in the test')

call T_open('shop/catalog.py')
let s:red = T_wait_for_diagnostic(24, s:error)
call T_check(s:red.type is# 'E' && s:red.code is# 'ValueError', string(s:red))
call T_ok('the failing line is red in a file that was opened later')

call T_go_to('raise ValueError')
let s:text = T_hover()
for s:piece in [s:error, 'Fails here', 'name', "'tea'", 'Files to look at', 'shop/ranges.py']
  call T_check(stridx(s:text, s:piece) >= 0, 'the hover lacks ' . s:piece . ":\n" . s:text)
endfor
let s:shows_marks = system('grep -hc "contentFormat.*markdown" "$PLACE"/recording.*') =~# '[1-9]'
call T_check(s:shows_marks || stridx(s:text, '**') < 0, "marks for who shows none:\n" . s:text)
call T_ok('ALEHover shows the error, the values and the files to look at')

call T_go_to('raise ValueError')
let s:titles = T_action('Start fix session')
call T_check(s:titles[0] is# 'Start fix session', 'the next step: ' . string(s:titles))
call T_wait_until_said('red: ' . s:error . '.*create the fix branch')
call T_wait_until_said('see /.*/NOTE\.md$')
call T_ok('the next step is first, at the failing line too: it starts a fix session')

call T_open(s:test)
call T_go_to('def test_')
call writefile(['# not the reproduction test'], 'shop/report.py', 'a')
call T_action('Create fix branch')
call T_wait('the question', {-> system('grep -h window/showMessageRequest "$PLACE"/recording.*')})
call T_check(T_action('Answer: Stop')[0] is# 'Answer: Stop', 'what does nothing is not first: ' . string(g:t_menus[-1]))
call T_wait('the end of the command', {-> T_action('')[0] is# 'Create fix branch' ? 'there' : ''})
call system('git checkout -- shop/report.py')
call T_check(system('git branch --show-current') =~# '^dev', 'the branch changed')
call T_ok('a question, which ALE does not show, is answered in the menu, and nothing is changed')

call T_action('Create fix branch')
call T_wait_until_said('on fix/touching-ranges-are-one, off main at .*: red for the same reason')
call T_check(system('git branch --show-current') =~# '^fix/', 'no fix branch is checked out')
call T_ok('the fix branch is made, red for the same reason')

call writefile([
      \ '=================================== FAILURES ===================================',
      \ '________________________ test_overlapping_ranges_are_merged ____________________',
      \ '/builds/shop/tests/test_catalog.py:6: in test_overlapping_ranges_are_merged',
      \ '    assert Catalog(["tea 1-4", "tea 3-9"]).prices("tea") == [Range(1, 9)]',
      \ '/builds/shop/shop/ranges.py:16: in merge',
      \ '    merged[-1] = Range(merged[-1].low, max(merged[-1].high, current.high))',
      \ "E   TypeError: '>' not supported between instances of 'int' and 'NoneType'",
      \ '=========================== short test summary info ============================',
      \ "FAILED tests/test_catalog.py::test_overlapping_ranges_are_merged - TypeError: '...",
      \ '============================== 1 failed in 0.10s ===============================',
      \ ], 'ci.log')
call T_open('ci.log')
call T_open('shop/ranges.py')
call T_wait_for_diagnostic(16, "TypeError: '>' not supported")
call T_ok('a log that is opened turns the lines red that it is about')

call T_open('ci.log')
call T_go_to('shop/ranges.py:16')
ALEGoToDefinition
call T_wait('the code', {-> expand('%:t') is# 'ranges.py' && line('.') == 16 ? 'there' : ''})
call T_ok('a line of a log leads to the code')

ALEStopAllLSPs
call T_wait('the end of the server', {-> T_n_servers() == 0 ? 'ended' : ''})
call T_ok('the server ends when ALE asks it to')
qall!
