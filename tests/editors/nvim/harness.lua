-- SPDX-License-Identifier: MIT
-- harness - what a story does in a real Neovim: steps with a name, waits for named events, answers
-- to questions. A question without an answer and an error message are failures.
local t = {
  answers = {}, -- { pattern of the question, title of the choice or false for none }
  asked = {}, -- questions, in order
  executed = {}, -- results of commands: { command, err, result }
  messages = {}, -- window/showMessage
  statuses = {}, -- what the status line showed
}
local TIMEOUT_MS = tonumber(vim.env.REDGREEN_TEST_TIMEOUT) * 1000
local step = 'start'
local n_steps, n_screens = 0, 0

local function out(...)
  io.stdout:write(table.concat({ ... }), '\n')
end

---Prints what is known and ends Neovim.
function t.fail(why)
  out('FAILED: ', step, ': ', why)
  for _, message in ipairs(t.messages) do
    out('  message: ', message)
  end
  for _, question in ipairs(t.asked) do
    out('  question: ', question)
  end
  for _, entry in ipairs(t.executed) do
    local shown = entry.err or { summary = entry.result.summary, stopped = entry.result.stopped }
    out('  ', entry.command, ': ', vim.inspect(shown))
  end
  out(vim.fn.execute('messages'))
  vim.cmd('cquit 1')
end

---What follows belongs to this step.
function t.step(name)
  if step ~= 'start' then
    out('   ok: ', step)
    n_steps = n_steps + 1
  end
  step = name
end

---Runs a story. Neovim would stay open behind an error of its script.
function t.tell(path)
  local ok, why = xpcall(dofile, debug.traceback, path)
  if not ok then
    t.fail(why)
  end
  t.step('the server ends by itself')
  for _, client in ipairs(vim.lsp.get_clients()) do
    client:stop()
  end
  t.wait('the end of the server', function()
    return #vim.lsp.get_clients() == 0
  end)
  t.step('end')
  out(('done: %d steps, %d screens'):format(n_steps, n_screens))
  vim.cmd('qall!')
end

function t.check(holds, why)
  if not holds then
    t.fail(why)
  end
  return holds
end

function t.equal(got, wanted, what)
  t.check(
    vim.deep_equal(got, wanted),
    ('%s is %s, not %s'):format(what, vim.inspect(got), vim.inspect(wanted))
  )
end

---Waits until condition gives something; returns that.
function t.wait(what, condition, timeout_ms)
  local got
  local came = vim.wait(timeout_ms or TIMEOUT_MS, function()
    got = condition()
    return got
  end, 10)
  t.check(came, 'waited in vain for ' .. what)
  return got
end

-- ---- what Neovim shows ---------------------------------------------------------------------

vim.ui.select = function(items, options, on_choice)
  local show = options.format_item or tostring
  local titles = vim.tbl_map(show, items)
  local question = (options.prompt or '') .. ' [' .. table.concat(titles, ' | ') .. ']'
  t.asked[#t.asked + 1] = question
  for _, answer in ipairs(t.answers) do
    if question:find(answer[1]) then
      for i, title in ipairs(titles) do
        if title == answer[2] then
          return on_choice(items[i], i)
        end
      end
      if not answer[2] then
        return on_choice(nil, nil)
      end
    end
  end
  t.fail('nobody has an answer to: ' .. question)
end

vim.notify = function(message, level)
  if message ~= 'redgreen: ' .. (t.messages[#t.messages] or '') then -- recorded below
    t.messages[#t.messages + 1] = message
  end
  if level == vim.log.levels.ERROR or message:find('quit with exit code') then
    t.fail('error message: ' .. message)
  end
end

-- Neither a story nor the plug-in calls what this Neovim will lose.
vim.deprecate = function(name, instead)
  t.fail(('%s is deprecated; %s'):format(name, instead or 'nothing takes its place'))
end

local function record(params)
  t.messages[#t.messages + 1] = params.message
end

vim.lsp.handlers['window/showMessage'] = function(_, params)
  record(params)
end

local has_plugin, tell = pcall(require, 'redgreen.tell')
if has_plugin then
  local on_message = tell.on_message
  tell.on_message = function(params)
    record(params)
    on_message(params)
  end
end

vim.lsp.handlers['workspace/executeCommand'] = function(err, result, context)
  t.executed[#t.executed + 1] = { command = context.params.command, err = err, result = result }
end

vim.api.nvim_create_autocmd('User', {
  pattern = 'RedgreenStatus',
  callback = function()
    t.statuses[#t.statuses + 1] = require('redgreen').status()
  end,
})

-- ---- what is compared as a whole ------------------------------------------------------------

---What differs from run to run is replaced: times, and ids of commits.
local function normalise(text)
  text = text:gsub('%d+:%d%d left', 'M:SS left'):gsub('%d+ min left', 'N min left')
  text = text:gsub(', %d+( m?i?n?)\n', ', N%1\n') -- cut by the edge of the screen
  return (text:gsub('%f[%x]' .. ('%x'):rep(10) .. '%f[%X]', 'xxxxxxxxxx'))
end

---The screen as text, without the line for messages. Windows that float are not part of it.
local function read_screen()
  vim.cmd.redraw()
  local rows = {}
  for row = 1, vim.o.lines - vim.o.cmdheight do
    local cells = {}
    for column = 1, vim.o.columns do
      cells[column] = vim.fn.screenstring(row, column)
    end
    rows[row] = table.concat(cells):gsub('%s+$', '')
  end
  return table.concat(rows, '\n') .. '\n'
end

local VERSION = ('%d.%d'):format(vim.version().major, vim.version().minor)

local diff = vim.text.diff or vim.diff -- it has moved in 0.12

local function read_file(path)
  local file = io.open(path)
  local text = file and file:read('*a')
  return file and file:close() and text
end

---What NAME is to look like: screens/VERSION/NAME.txt where this Neovim has a look of its own.
local function wanted_of(name)
  return read_file(('%s/%s/%s.txt'):format(vim.env.SCREENS, VERSION, name))
    or t.check(read_file(('%s/%s.txt'):format(vim.env.SCREENS, name)), 'no screen ' .. name)
end

---Writes the file anew: that of all versions if there is none, that of this version if it differs.
local function update(name, got)
  local path = ('%s/%s.txt'):format(vim.env.SCREENS, name)
  local is_own = VERSION ~= '0.11' and (read_file(path) or got) ~= got
  if is_own then
    path = ('%s/%s/%s.txt'):format(vim.env.SCREENS, VERSION, name)
    vim.fn.mkdir(vim.fs.dirname(path), 'p')
  end
  local file = assert(io.open(path, 'w'))
  file:write(got)
  file:close()
end

---Waits until read() gives what screens/ has for NAME. RG_UPDATE=1 writes that file anew.
local function wait_for(name, read)
  if vim.env.RG_UPDATE == '1' then
    vim.wait(2000)
    update(name, normalise(read()))
    return
  end
  local wanted, got = wanted_of(name), nil
  local is_same = vim.wait(TIMEOUT_MS, function()
    got = normalise(read())
    return got == wanted
  end, 50)
  t.check(is_same, name .. ' is something else:\n' .. diff(wanted, got))
  n_screens = n_screens + 1
end

---Waits until the screen is that of screens/NAME.txt.
function t.screen(name)
  wait_for(name, read_screen)
end

---The same of a text.
function t.text(name, text)
  wait_for(name, function()
    return text .. '\n'
  end)
end

-- ---- what a user does ----------------------------------------------------------------------

---Opens a file and waits until redgreen serves it.
function t.open(path)
  vim.cmd.edit(vim.fn.fnameescape(path))
  local buffer = vim.api.nvim_get_current_buf()
  t.wait('redgreen at ' .. path, function()
    return vim.lsp.get_clients({ name = 'redgreen', bufnr = buffer })[1]
  end)
  return buffer
end

---Puts the cursor onto the first line with this text.
function t.go_to(text)
  vim.cmd('normal! gg')
  t.check(vim.fn.search('\\V' .. vim.fn.escape(text, '\\'), 'cW') > 0, 'no line has ' .. text)
  vim.cmd('normal! ^')
end

---The result of the command that act starts; act is called once. Fails on an error.
function t.result(command, act)
  local before = #t.executed
  act()
  t.wait('the result of ' .. command, function()
    for i = before + 1, #t.executed do
      if t.executed[i].command == 'redgreen.' .. command then
        return true
      end
    end
  end, 2 * TIMEOUT_MS)
  local last = t.executed[#t.executed]
  t.check(not last.err, command .. ' failed: ' .. vim.inspect(last.err))
  return last.result
end

---Runs the code action with this title at the cursor.
function t.action(command, title)
  return t.result(command, function()
    vim.lsp.buf.code_action({
      apply = true,
      filter = function(action)
        return action.title == title
      end,
    })
  end)
end

---The lenses that the current buffer shows.
local function lenses()
  if vim.fn.has('nvim-0.12') == 0 then
    return vim.lsp.codelens.get(0)
  end
  return vim.tbl_map(function(entry)
    return entry.lens
  end, vim.lsp.codelens.get({ bufnr = 0 }))
end

---Lenses of the current buffer on the cursor's line, when one has a title like this (a pattern).
function t.wait_for_lens(title)
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  return t.wait('the lens ' .. title, function()
    for _, lens in ipairs(lenses()) do
      if lens.range.start.line == line and lens.command and lens.command.title:find(title) then
        return lens
      end
    end
  end)
end

---Our diagnostics of a file: it need not be open.
function t.diagnostics(path, severity)
  local buffer = vim.fn.bufnr(vim.fn.fnamemodify(path, ':p'))
  if buffer < 0 then
    return {}
  end
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'redgreen'
  end, vim.diagnostic.get(buffer, { severity = severity }))
end

---Waits until a file has diagnostics of ours; returns them.
function t.wait_for_diagnostics(path, severity)
  return t.wait('a diagnostic in ' .. path, function()
    local list = t.diagnostics(path, severity)
    return #list > 0 and list
  end)
end

---Waits until a failing line in a file names its candidates: they come behind the failure.
function t.wait_for_candidates(path)
  return t.wait('candidates in ' .. path, function()
    for _, diagnostic in ipairs(t.diagnostics(path, vim.diagnostic.severity.ERROR)) do
      local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
      for _, place in ipairs(lsp.relatedInformation or {}) do
        if vim.startswith(place.message, 'candidate ') then
          return diagnostic
        end
      end
    end
  end)
end

---The titles of the light bulb's menu at the cursor, as the user asked for it.
function t.menu()
  local client = vim.lsp.get_clients({ name = 'redgreen', bufnr = 0 })[1]
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, triggerKind = 1 }
  local answer = client:request_sync('textDocument/codeAction', params, TIMEOUT_MS)
  t.check(answer and not answer.err, 'no answer to codeAction')
  local titles = {}
  for _, action in ipairs(answer.result) do
    if not action.disabled then -- Neovim 0.12 is told of those too
      titles[#titles + 1] = action.title
    end
  end
  return titles
end

---The text of the hover at the cursor.
function t.hover()
  vim.lsp.buf.hover()
  local window = t.wait('the hover window', function()
    for _, id in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(id).relative ~= '' then
        return id
      end
    end
  end)
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  vim.api.nvim_win_close(window, true)
  return table.concat(lines, '\n')
end

---The text of the hover at the cursor, asked for until the words are in it: what is known of a log
---comes in two steps, failures first.
function t.hover_with(words)
  return t.wait('"' .. words .. '" in the hover', function()
    local text = t.hover()
    return text:find(words, 1, true) and text
  end)
end

return t
