-- SPDX-License-Identifier: MIT
-- What a code action cannot say: lenses that refresh themselves, the call chain as a quickfix list,
-- and a piece for the status line.
local M = {}

---What is under way, by progress token, oldest first.
---@type { token: string|integer, text: string }[]
local under_way = {}

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

---"frame 2/5 of tests/test_a.py::test_x: …" → the test and 2; the failing line is 0.
local function place_in_chain(diagnostic)
  local number, test = diagnostic.message:match('frame (%d+)/%d+ of (%S+): ')
  if number then
    return test, tonumber(number)
  end
  return diagnostic.message:match('\n(%S+)') or '', 0
end

---Puts the failing lines and their frames into the quickfix list, test by test along the chain.
function M.quickfix()
  local items = vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'redgreen'
  end, vim.diagnostic.get(nil))
  table.sort(items, function(a, b)
    local test_a, number_a = place_in_chain(a)
    local test_b, number_b = place_in_chain(b)
    if test_a ~= test_b then
      return test_a < test_b
    end
    return number_a < number_b
  end)
  -- One by one: toqflist sorts what it is given by place, and the chain's order is the point.
  local list = vim.tbl_map(function(diagnostic)
    return vim.diagnostic.toqflist({ diagnostic })[1]
  end, items)
  vim.fn.setqflist({}, ' ', { title = 'redgreen: call chain', items = list })
  vim.cmd('botright copen')
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
    arguments = { arguments or vim.empty_dict() },
  }, function(err)
    if err then
      vim.notify('redgreen: ' .. err.message, vim.log.levels.ERROR)
    end
  end)
end

---What redgreen is doing, for a status line: "60% pass 3 of 5", or "".
function M.status()
  local last = under_way[#under_way]
  return last and last.text or ''
end

---An LspProgress event's params.
function M.on_progress(params)
  local value, at = params.value, nil
  for i, entry in ipairs(under_way) do
    at = entry.token == params.token and i or at
  end
  if value.kind == 'end' then
    if at then
      table.remove(under_way, at)
    end
  else
    at = at or #under_way + 1
    local text = value.message or value.title or ''
    under_way[at] = {
      token = params.token,
      text = ('%d%% %s'):format(value.percentage or 0, text),
    }
  end
  vim.cmd.redrawstatus()
end

---Shows the lenses of a buffer now.
---@param buffer integer
local function show_lenses(buffer)
  if vim.lsp.codelens.enable then -- Neovim 0.12 keeps them fresh by itself
    vim.lsp.codelens.enable(true, { bufnr = buffer })
  else
    vim.lsp.codelens.refresh({ bufnr = buffer })
  end
end

---workspace/codeLens/refresh: what can be done with a test has changed.
---@param client_id integer
function M.refresh_lenses(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  for buffer in pairs(client and client.attached_buffers or {}) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      show_lenses(buffer)
    end
  end
end

---Lenses are shown where a test is; they follow edits and saves.
---@param buffer integer
function M.attach(buffer)
  local group = vim.api.nvim_create_augroup('redgreen', { clear = false })
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
    group = group,
    buffer = buffer,
    callback = function()
      show_lenses(buffer)
    end,
  })
  show_lenses(buffer)
end

return M
