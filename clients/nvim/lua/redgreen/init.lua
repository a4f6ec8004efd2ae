-- SPDX-License-Identifier: MIT
-- What a code action cannot say: the call chain and the candidates as quickfix lists. Lenses before
-- Neovim 0.12, what the server says and shows, the status line and logs have files of their own.
local M = {}

---The client that serves a buffer, or the one that runs anyway.
---@param buffer integer?
local function client_of(buffer)
  local clients = vim.lsp.get_clients({ name = 'redgreen' })
  for _, client in ipairs(clients) do
    if client.attached_buffers[buffer or vim.api.nvim_get_current_buf()] then
      return client
    end
  end
  return clients[1]
end

---"frame 2/5 of tests/test_a.py::test_x: …" → the test, 2 and what it is in short; the failing line
---is behind all of its frames.
local function place_in_chain(diagnostic)
  local frame, number, test = diagnostic.message:match('(frame (%d+)/%d+ of (.-)): ')
  if number then
    return test, tonumber(number), frame
  end
  -- Behind it stands in brackets where in the test's life it was, and which log says so.
  test = diagnostic.message:match('\n([^\n]+)') or ''
  for _, words in ipairs({ 'in its', 'while it was', 'read from' }) do
    test = test:gsub(' %(' .. words .. '[^()]*%)', '')
  end
  return test, math.huge, diagnostic.message:match('[^\n]*')
end

---Puts the failing lines and their callers into the quickfix list, test by test, innermost first.
function M.quickfix()
  local places = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(nil)) do
    if diagnostic.source == 'redgreen' then
      local test, number, text = place_in_chain(diagnostic)
      -- One by one: toqflist sorts what it is given by place, and the chain's order is the point.
      local item = vim.diagnostic.toqflist({ diagnostic })[1]
      item.text = text
      places[#places + 1] = { test = test, number = number, item = item }
    end
  end
  if #places == 0 then
    vim.notify('redgreen: nothing is red: run a test, or open a log')
    return
  end
  table.sort(places, function(a, b)
    if a.test ~= b.test then
      return a.test < b.test
    end
    return a.number > b.number
  end)
  local items = vim.tbl_map(function(place)
    return place.item
  end, places)
  vim.fn.setqflist({}, ' ', { title = 'redgreen: call chain', items = items })
  vim.cmd('botright copen')
end

---Puts the candidate files into the quickfix list, best first; the server opened the first one.
---@param result table of redgreen.locate
---@param root string
local function show_candidates(result, root)
  local items = {}
  if result.pointing.fault ~= 'source' then
    items[1] = { text = result.pointing.text }
  end
  for _, candidate in ipairs(result.candidates) do
    local best, reason = candidate.functions[1], candidate.reasons[1]
    items[#items + 1] = {
      filename = vim.fs.joinpath(root, candidate.path),
      lnum = best and best.line or 1,
      text = (best and best.name .. ': ' or '') .. (reason and reason.text or ''),
    }
  end
  vim.fn.setqflist({}, ' ', { title = 'redgreen: ' .. result.summary, items = items })
  vim.cmd('botright copen')
  vim.cmd.wincmd('p')
end

---What the editor does with the result of a command, beside what the server does with it.
function M.on_result(err, result, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local sent = context.params or {}
  if err or not result or sent.command ~= 'redgreen.locate' then
    return
  end
  local root = vim.tbl_get(sent, 'arguments', 1, 'root') or client and client.root_dir
  if root and #result.candidates > 0 then
    show_candidates(result, root)
  end
end

---What a command is about when only its name was typed.
---@param name string
local function arguments_here(name)
  if name == 'explainLog' then
    return { log = vim.uri_from_bufnr(0) }
  end
  return vim.empty_dict()
end

---Runs a command of redgreen with one argument object. The server itself says how it ended.
---@param name string the part behind "redgreen.", such as "runTest"
---@param arguments table?
function M.execute(name, arguments)
  local client = client_of()
  if not client then
    vim.notify('redgreen is not running', vim.log.levels.WARN)
    return
  end
  client:request('workspace/executeCommand', {
    command = 'redgreen.' .. name,
    arguments = { arguments or arguments_here(name) },
  }, function(err, result, context)
    if err then
      vim.notify('redgreen: ' .. err.message, vim.log.levels.ERROR)
    end
    client.handlers['workspace/executeCommand'](err, result, context)
  end)
end

-- As pytest and Python begin what they say of a failure. Only whether the server is asked depends
-- on it; the server looks for itself.
local SIGNS = {
  '^=+ test session starts =+',
  '=== FAILURES ===',
  '=== ERRORS ===',
  '=== short test summary info ===',
  'Traceback %(most recent call last%):',
  '^E   %S',
}
local LOOKED_AT = 300 -- lines, from either end

---Whether a buffer without a file type shows a failing test: a paste, or a file of any name.
---@param buffer integer
function M.looks_like_log(buffer)
  local n = vim.api.nvim_buf_line_count(buffer)
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, LOOKED_AT, false)
  local tail = math.max(LOOKED_AT, n - LOOKED_AT)
  vim.list_extend(lines, vim.api.nvim_buf_get_lines(buffer, tail, n, false))
  for _, line in ipairs(lines) do
    for _, sign in ipairs(SIGNS) do
      if line:sub(1, 400):find(sign) then
        return true
      end
    end
  end
  return false
end

---"redgreen: 3/5 passed · fix 4:12 left", or "" when there is nothing to say: for a status line.
function M.status()
  return require('redgreen.status').text()
end

---What is done for a buffer that redgreen serves. Neovim 0.12 keeps lenses fresh by itself.
---@param buffer integer
function M.attach(buffer)
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = buffer })
  else
    require('redgreen.lenses').attach(buffer)
  end
end

return M
