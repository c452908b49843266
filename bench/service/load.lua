-- wrk's requests: MODE TOKEN_FILE BODY_FILE IDS_FILE [IF_MATCH]. MODE: a path; "POST " or "GET " stands
-- before. %s in path or body is the next of the ids. Each request has its own Idempotency-Key. All else of
-- a request is made once: what wrk works for itself, the servers beside it do not get.
local ids, pieces, count, seed
local KEY = "KKKKKKKKKKKKKKKKKKKKKKKK"
local function read(name)
  local file = assert(io.open(name, "r"))
  local text = file:read("*a")
  file:close()
  return text
end

-- The text cut at each of its marks: { text, which mark, text, ... }.
local function cut(text, marks)
  local found = {}
  while true do
    local at, mark
    for one in pairs(marks) do
      local place = text:find(one, 1, true)
      if place and (not at or place < at) then at, mark = place, one end
    end
    if not at then break end
    found[#found + 1] = text:sub(1, at - 1)
    found[#found + 1] = marks[mark]
    text = text:sub(at + #mark)
  end
  found[#found + 1] = text
  return found
end

function init(args)
  local method, path = args[1]:match("^(%u+) (.*)$")
  local headers = { ["Authorization"] = "Bearer " .. read(args[2]):gsub("%s+$", "") }
  local body
  ids, count = {}, 0
  for id in read(args[4]):gmatch("%S+") do ids[#ids + 1] = id end
  local mark = string.rep("#", #ids[1])
  if method == "POST" then
    body = read(args[3]):gsub("%%s", mark)
    headers["Content-Type"] = "application/json"
    headers["Idempotency-Key"] = KEY
    headers["If-Match"] = args[5]
  end
  pieces = cut(wrk.format(method, (path:gsub("%%s", mark)), headers, body), { [KEY] = "key", [mark] = "id" })
  seed = string.format("%010d%s", os.time() % 1e10, tostring({}):gsub("table: 0x", ""):sub(-6))
end

function request()
  count = count + 1
  local made = {}
  for i = 1, #pieces do
    local piece = pieces[i]
    made[i] = i % 2 == 1 and piece or piece == "id" and ids[count % #ids + 1] or string.format("%s%08d", seed, count)
  end
  return table.concat(made)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"bad":%d}\n', summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
