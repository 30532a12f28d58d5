-- For wrk: sends the requests of a file that programs/requests.php made, one after the other.
local requests = {}

function init(args)
    for index, request in ipairs(dofile(args[1])) do
        requests[index] = wrk.format("POST", request.path, request.headers, request.body)
    end
end

local next = 0

function request()
    next = next % #requests + 1
    return requests[next]
end
