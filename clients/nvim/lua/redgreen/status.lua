-- SPDX-License-Identifier: MIT
-- A piece for the status line, from the server's redgreen/status: it tells what changes, and the
-- seconds between are counted here, as long as a session has some left.
local M = {}

---@class redgreen.Status params of redgreen/status, when they came and from whom
---@field at integer milliseconds
---@field client_id integer

---By root.
---@type table<string, redgreen.Status>
local statuses = {}
local timer ---@type uv.uv_timer_t?

---@param status redgreen.Status
---@return integer seconds that the session has left, 0 without one
local function left(status)
  if not status.session then
    return 0
  end
  local passed = math.floor((vim.uv.now() - status.at) / 1000)
  return math.max(0, status.session.remainingSeconds - passed)
end

---@param status redgreen.Status
local function line(status)
  local seconds = left(status)
  if seconds > 0 then
    return ('%s %d:%02d left'):format(status.label, math.floor(seconds / 60), seconds % 60)
  end
  local is_over = status.session and status.session.remainingSeconds > 0
  return is_over and 'redgreen: time is up' or status.text
end

---The status of the repository that the buffer is in, else of whichever has something to say.
local function here()
  local name, other = vim.api.nvim_buf_get_name(0), nil
  for root, status in pairs(statuses) do
    if vim.startswith(name, root .. '/') then
      return status
    end
    other = status.text ~= '' and status or other
  end
  return other
end

function M.text()
  local status = here()
  return status and line(status) or ''
end

local function tell()
  vim.cmd.redrawstatus({ bang = true })
  vim.api.nvim_exec_autocmds('User', { pattern = 'RedgreenStatus', modeline = false })
end

---No session, no timer.
local function count_down()
  local is_needed = false
  for _, status in pairs(statuses) do
    is_needed = is_needed or left(status) > 0
  end
  if is_needed and not timer then
    timer = assert(vim.uv.new_timer())
    timer:start(1000, 1000, vim.schedule_wrap(function()
      tell()
      count_down()
    end))
  elseif timer and not is_needed then
    timer:close()
    timer = nil
  end
end

---@param params table of redgreen/status
---@param client_id integer
function M.on_status(params, client_id)
  for _, name in ipairs({ 'activity', 'session', 'next' }) do
    if params[name] == vim.NIL then
      params[name] = nil
    end
  end
  params.at = vim.uv.now()
  params.client_id = client_id
  statuses[params.root] = params
  count_down()
  tell()
end

---A server is gone, and what it said with it.
---@param client_id integer
function M.forget(client_id)
  for root, status in pairs(statuses) do
    if status.client_id == client_id then
      statuses[root] = nil
    end
  end
  count_down()
  tell()
end

return M
