-- wrk's requests: MODE TOKEN_FILE BODY_FILE IDS_FILE [IF_MATCH]. MODE: a path; "POST " or "GET " stands
-- before. %s in path or body is the next of the ids. Each request has its own Idempotency-Key.
local method, path, body, ids, headers, count, seed
local function read(name)
  local file = assert(io.open(name, "r"))
  local text = file:read("*a")
  file:close()
  return text
end

function init(args)
  method, path = args[1]:match("^(%u+) (.*)$")
  headers = { ["Authorization"] = "Bearer " .. read(args[2]):gsub("%s+$", "") }
  ids, count = {}, 0
  for id in read(args[4]):gmatch("%S+") do ids[#ids + 1] = id end
  if method == "POST" then
    body = read(args[3])
    headers["Content-Type"] = "application/json"
    headers["If-Match"] = args[5]
  end
  seed = tostring(os.time()) .. tostring({}):gsub("table: ", "")
end

function request()
  count = count + 1
  local function filled(text)
    return text and (text:gsub("%%s", ids[count % #ids + 1]))
  end
  if method == "POST" then headers["Idempotency-Key"] = seed .. count end
  return wrk.format(method, filled(path), headers, filled(body))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"bad":%d}\n', summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
