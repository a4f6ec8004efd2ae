-- What a code action cannot say: the call chain as a quickfix list, and a piece for the status line.
local M = {}

local progress = ''

---The client that serves a buffer, or nil.
---@param buffer integer?
local function client_of(buffer)
  return vim.lsp.get_clients({ name = 'redgreen', bufnr = buffer or 0 })[1]
end

---Puts the failing lines and their frames into the quickfix list, in the order of the call chain.
function M.quickfix()
  local client = client_of()
  if not client then
    vim.notify('redgreen is not attached to this buffer', vim.log.levels.WARN)
    return
  end
  local items = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(nil)) do
    if diagnostic.source == 'redgreen' then
      items[#items + 1] = diagnostic
    end
  end
  table.sort(items, function(a, b)
    if a.severity ~= b.severity then
      return a.severity < b.severity
    end
    return a.message < b.message
  end)
  vim.fn.setqflist(vim.diagnostic.toqflist(items), ' ')
  vim.fn.setqflist({}, 'a', { title = 'redgreen: call chain' })
  vim.cmd('botright copen')
end

---Runs a command of redgreen with one argument object; the answer's summary is shown.
---@param name string the part behind "redgreen.", such as "runTest"
---@param arguments table?
function M.execute(name, arguments)
  local client = client_of()
  if not client then
    vim.notify('redgreen is not attached to this buffer', vim.log.levels.WARN)
    return
  end
  client:request('workspace/executeCommand', {
    command = 'redgreen.' .. name,
    arguments = { arguments or vim.empty_dict() },
  }, function(err, result)
    if err then
      vim.notify('redgreen: ' .. err.message, vim.log.levels.ERROR)
    elseif result and result.stopped ~= vim.NIL and result.stopped then
      vim.notify(result.summary .. '\n' .. result.stopped.next, vim.log.levels.WARN)
    elseif result then
      vim.notify('redgreen: ' .. result.summary)
    end
  end)
end

---What redgreen is doing, for a status line: "60% pass 3 of 5", or "".
function M.status()
  return progress
end

---Code lenses are shown where a test is; they follow edits and saves.
function M.attach(buffer)
  local group = vim.api.nvim_create_augroup('redgreen', { clear = false })
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
    group = group,
    buffer = buffer,
    callback = function()
      vim.lsp.codelens.refresh({ bufnr = buffer })
    end,
  })
  vim.lsp.codelens.refresh({ bufnr = buffer })
end

function M.on_progress(value)
  if value.kind == 'end' then
    progress = ''
  else
    progress = ('%d%% %s'):format(value.percentage or 0, value.message or value.title or '')
  end
  vim.cmd.redrawstatus()
end

return M
