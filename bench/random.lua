-- What the scripts share: random keys, a value of 256 characters, a result on one line.

local value = string.rep("v", 256)
local keys = 100000

local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function base64(text)
  return ((text:gsub(".", function(x)
    local r, b = "", x:byte()
    for i = 8, 1, -1 do r = r .. (b % 2 ^ i - b % 2 ^ (i - 1) > 0 and "1" or "0") end
    return r
  end) .. "0000"):gsub("%d%d%d?%d?%d?%d?", function(x)
    if #x < 6 then return "" end
    local c = 0
    for i = 1, 6 do c = c + (x:sub(i, i) == "1" and 2 ^ (6 - i) or 0) end
    return digits:sub(c + 1, c + 1)
  end) .. ({ "", "==", "=" })[#text % 3 + 1])
end

local value64 = base64(value)

function key()
  return string.format("key%06d", math.random(0, keys - 1))
end

function kvasir_put(name)
  return wrk.format("PUT", "/bucket/bench/" .. name, { ["Content-Type"] = "application/json" },
    '{"value":"' .. value .. '"}')
end

function kvasir_get(name)
  return wrk.format("GET", "/bucket/bench/" .. name)
end

-- Nine characters are twelve of base64, without padding.
function etcd_put(name)
  return wrk.format("POST", "/v3/kv/put", nil,
    '{"key":"' .. base64(name) .. '","value":"' .. value64 .. '"}')
end

function etcd_get(name)
  return wrk.format("POST", "/v3/kv/range", nil, '{"key":"' .. base64(name) .. '"}')
end

function init(args)
  math.randomseed(tonumber(tostring({}):sub(8)) or os.time())
  make = _G[args[1]]
end

function request()
  return make(key())
end

-- A key that was never written is no error.
function response(status)
  if status ~= 200 and status ~= 404 then
    refused = (refused or 0) + 1
  end
end

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function done(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.timeout
  for _, thread in ipairs(threads) do
    failed = failed + (thread:get("refused") or 0)
  end
  io.write(string.format("RESULT %.0f %d %.1f %.1f\n", summary.requests / summary.duration * 1e6,
    failed, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
