" SPDX-License-Identifier: MIT
" What a story does in Vim: steps, waits, choices. What it says goes to the file $SAID.

let g:t_limit = str2nr(empty($REDGREEN_TEST_TIMEOUT) ? '300' : $REDGREEN_TEST_TIMEOUT)
let g:t_said = [] " messages
let g:t_menus = [] " menus of actions, as lists of titles
let g:t_choice = ''

function! T_say(line) abort
  call writefile(split(a:line, "\n"), $SAID, 'a')
endfunction

function! T_ok(what) abort
  call T_say('ok: ' . a:what)
endfunction

function! T_fail(why) abort
  call T_say('FAILED: ' . a:why)
  for l:said in g:t_said
    call T_say('  said: ' . l:said)
  endfor
  call T_say(string(g:t_menus))
  call T_say(execute('messages'))
  cquit!
endfunction

function! T_check(holds, why) abort
  if !a:holds
    call T_fail(a:why)
  endif
endfunction

" Waits until Condition gives something; returns that. What comes from the server is read meanwhile.
function! T_wait(what, Condition) abort
  let l:begin = localtime()
  while 1
    let l:got = a:Condition()
    if !empty(l:got)
      return l:got
    endif
    if localtime() - l:begin > g:t_limit
      call T_fail('waited in vain for ' . a:what)
    endif
    sleep 20m
  endwhile
endfunction

" ---- what ALE shows, and asks -----------------------------------------------------------------

runtime autoload/ale/util.vim

function! ale#util#ShowMessage(string, ...) abort
  call add(g:t_said, a:string)
endfunction

" The menu of actions: the number of the title g:t_choice, or nothing.
function! ale#util#Input(message, value, ...) abort
  let l:titles = map(filter(split(a:message, "\n"), {_, line -> line =~# '^\d\+) '}),
        \ {_, line -> substitute(line, '^\d\+) ', '', '')})
  call add(g:t_menus, l:titles)
  return string(index(l:titles, g:t_choice) + 1)
endfunction

" ---- what a user does -------------------------------------------------------------------------

function! T_open(path) abort
  execute 'edit' fnameescape(a:path)
endfunction

function! T_go_to(text) abort
  call cursor(1, 1)
  call T_check(search('\V' . escape(a:text, '\'), 'cW') > 0, 'no line has ' . a:text)
  normal! ^
endfunction

" Opens the menu of actions at the cursor, and chooses one or none; returns the titles.
function! T_action(title) abort
  let l:before = len(g:t_menus)
  let g:t_choice = a:title
  ALECodeAction
  call T_wait('the menu of actions', {-> len(g:t_menus) > l:before})
  return g:t_menus[-1]
endfunction

function! T_wait_until_said(pattern) abort
  call T_wait('the message ' . a:pattern, {-> match(g:t_said, a:pattern) >= 0})
endfunction

" Our diagnostics of the current buffer at a line.
function! T_diagnostics(line) abort
  return filter(copy(get(get(g:ale_buffer_info, bufnr(''), {}), 'loclist', [])),
        \ {_, d -> d.linter_name is# 'redgreen' && (a:line == 0 || d.lnum == a:line)})
endfunction

function! T_wait_for_diagnostic(line, text) abort
  return T_wait('"' . a:text . '" at line ' . a:line,
        \ {-> filter(T_diagnostics(a:line), {_, d -> stridx(d.text, a:text) >= 0})})[0]
endfunction

function! T_hover() abort
  let l:before = len(g:t_said)
  ALEHover
  call T_wait('the hover', {-> len(g:t_said) > l:before})
  return g:t_said[-1]
endfunction

function! T_n_servers() abort
  return len(filter(job_info(), {_, job -> job_status(job) is# 'run'
        \ && match(job_info(job).cmd, 'redgreen') >= 0}))
endfunction
