-- OpenAI's chat completions in front of Ollama's /api/chat, in nginx: request, answer and stream.
local cjson = require("cjson.safe")
local decode, encode, null = cjson.decode, cjson.encode, cjson.null
local find, sub, concat, type, ipairs = string.find, string.sub, table.concat, type, ipairs

local M = {}
local keys = {}

-- OpenAI's name or Ollama's own name of an option, and its name in "options".
local OPTIONS = {
    temperature = "temperature", top_p = "top_p", seed = "seed", stop = "stop",
    frequency_penalty = "frequency_penalty", presence_penalty = "presence_penalty",
    max_tokens = "num_predict", max_completion_tokens = "num_predict", num_predict = "num_predict",
    num_ctx = "num_ctx", num_batch = "num_batch", num_gpu = "num_gpu", num_thread = "num_thread",
    num_keep = "num_keep", top_k = "top_k", min_p = "min_p", typical_p = "typical_p",
    repeat_last_n = "repeat_last_n", repeat_penalty = "repeat_penalty", mirostat = "mirostat",
}

local function read_keys(path)
    local file = io.open(path)
    if not file then
        return
    end
    local found = {}
    for line in file:lines() do
        local key = line:match("^%s*([^#%s]+)")
        if key then
            found[key] = true
        end
    end
    file:close()
    keys = found
end

function M.watch_keys(path)
    read_keys(path)
    ngx.timer.every(2, function() read_keys(path) end)
end

local function refuse(status, message, kind)
    ngx.status = status
    ngx.header.content_type = "application/json"
    ngx.ctx.refused = true
    ngx.print(encode({ error = { message = message, type = kind, param = null, code = null } }))
    return ngx.exit(status)
end

-- Content parts become text and images, calls of tools get their arguments as an object.
local function native_message(message)
    local content = message.content
    local native = { role = message.role == "developer" and "system" or message.role, content = content }
    if type(content) == "table" then
        local texts, images = {}, {}
        for _, part in ipairs(content) do
            if part.type == "text" then
                texts[#texts + 1] = part.text
            elseif part.type == "image_url" then
                local url = type(part.image_url) == "table" and part.image_url.url or part.image_url
                images[#images + 1] = url:match("^data:[^,]*,(.*)$")
            end
        end
        native.content = concat(texts, "\n")
        native.images = images[1] and images
    elseif content == nil or content == null then
        native.content = ""
    end
    if type(message.tool_calls) == "table" then
        native.tool_calls = {}
        for i, call in ipairs(message.tool_calls) do
            local f = call["function"]
            native.tool_calls[i] = { ["function"] = { name = f.name, arguments = decode(f.arguments) or {} } }
        end
    end
    native.tool_name = message.name
    return native
end

local function native_request(openai)
    local native = { model = openai.model, stream = openai.stream == true, messages = {}, options = {} }
    for i, message in ipairs(openai.messages) do
        native.messages[i] = native_message(message)
    end
    for name, value in pairs(openai) do
        local option = OPTIONS[name]
        if option and value ~= null then
            native.options[option] = value
        end
    end
    local format = openai.response_format
    if type(format) == "table" then
        native.format = format.type == "json_object" and "json" or format.json_schema and format.json_schema.schema
    end
    native.tools, native.keep_alive = openai.tools, openai.keep_alive
    return native
end

local function presented_key()
    local headers = ngx.var.http_authorization
    return headers and headers:match("^[Bb]earer%s+(%S+)$") or ngx.var.http_x_api_key
end

function M.request()
    local key = presented_key()
    if not key or not keys[key] then
        return refuse(401, "Invalid API key.", "authentication_error")
    end
    ngx.req.read_body()
    local body = ngx.req.get_body_data()
    local openai = body and decode(body)
    if type(openai) ~= "table" or type(openai.messages) ~= "table" or type(openai.model) ~= "string" then
        return refuse(400, "The body must be a chat completion request.", "invalid_request_error")
    end
    ngx.ctx.stream = openai.stream == true
    ngx.ctx.usage = type(openai.stream_options) == "table" and openai.stream_options.include_usage == true
    ngx.ctx.model = openai.model
    ngx.req.set_body_data(encode(native_request(openai)))
end

function M.head()
    local ctx = ngx.ctx
    if ctx.refused then
        return
    end
    ngx.header.content_length = nil
    ctx.status = ngx.status
    if ctx.stream and ngx.status == 200 then
        ngx.header.content_type = "text/event-stream; charset=utf-8"
        ngx.header.cache_control = "no-cache"
        local head = '{"id":"chatcmpl-' .. ngx.var.request_id
                .. '","object":"chat.completion.chunk","created":' .. ngx.time()
                .. ',"model":' .. encode(ctx.model) .. ',"system_fingerprint":"fp_ollama","choices":['
        ctx.plain = "data: " .. head
        ctx.role = '"role":"assistant",'
    else
        ngx.header.content_type = "application/json"
    end
end

local function openai_calls(message, first)
    local calls = {}
    for i, call in ipairs(message.tool_calls) do
        calls[i] = {
            index = first and first + i - 1,
            id = "call_" .. ngx.var.request_id .. (first or 0) + i,
            type = "function",
            ["function"] = { name = call["function"].name, arguments = encode(call["function"].arguments) },
        }
    end
    return calls
end

local function usage(reply)
    local prompt, completion = reply.prompt_eval_count or 0, reply.eval_count or 0
    return { prompt_tokens = prompt, completion_tokens = completion, total_tokens = prompt + completion }
end

local function finish_reason(reply, called)
    return called and "tool_calls" or reply.done_reason == "length" and "length" or "stop"
end

local function delta(ctx, out, text)
    out[#out + 1] = ctx.plain
    out[#out + 1] = '{"index":0,"delta":{'
    out[#out + 1] = ctx.role
    out[#out + 1] = text
    out[#out + 1] = '},"logprobs":null,"finish_reason":null}]}\n\n'
    ctx.role = ""
end

local function line_to_events(ctx, line, out)
    local reply = decode(line)
    if type(reply) ~= "table" or reply.error then
        out[#out + 1] = 'data: {"error":{"message":' .. encode(reply and reply.error or "broken")
                .. ',"type":"server_error","param":null,"code":null}}\n\n'
        return
    end
    local message = reply.message or {}
    if message.thinking and message.thinking ~= "" then
        delta(ctx, out, '"reasoning":' .. encode(message.thinking))
    end
    if message.content and message.content ~= "" then
        delta(ctx, out, '"content":' .. encode(message.content))
    end
    if message.tool_calls then
        delta(ctx, out, '"tool_calls":' .. encode(openai_calls(message, ctx.calls or 0)))
        ctx.calls = (ctx.calls or 0) + #message.tool_calls
    end
    if reply.done then
        out[#out + 1] = ctx.plain
        out[#out + 1] = '{"index":0,"delta":{},"logprobs":null,"finish_reason":"'
        out[#out + 1] = finish_reason(reply, ctx.calls)
        out[#out + 1] = '"}]}\n\n'
        if ctx.usage then
            out[#out + 1] = ctx.plain .. '],"usage":' .. encode(usage(reply)) .. "}\n\n"
        end
        out[#out + 1] = "data: [DONE]\n\n"
    end
end

local function stream_body(ctx)
    local bytes = ngx.arg[1]
    if ctx.rest then
        bytes = ctx.rest .. bytes
        ctx.rest = nil
    end
    local out, from = {}, 1
    local to = find(bytes, "\n", from, true)
    while to do
        if to > from then
            line_to_events(ctx, sub(bytes, from, to - 1), out)
        end
        from = to + 1
        to = find(bytes, "\n", from, true)
    end
    if from <= #bytes then
        ctx.rest = sub(bytes, from)
    end
    ngx.arg[1] = concat(out)
end

local function openai_answer(ctx, text)
    local reply = decode(text)
    if type(reply) ~= "table" or ctx.status ~= 200 then
        local message = type(reply) == "table" and reply.error or "The upstream answer is invalid."
        return encode({ error = { message = message, type = "server_error", param = null, code = null } })
    end
    local message = reply.message or {}
    local calls = message.tool_calls and openai_calls(message)
    return encode({
        id = "chatcmpl-" .. ngx.var.request_id,
        object = "chat.completion",
        created = ngx.time(),
        model = reply.model,
        system_fingerprint = "fp_ollama",
        choices = { {
            index = 0,
            message = {
                role = "assistant", content = message.content or null, refusal = null,
                reasoning = message.thinking, tool_calls = calls,
            },
            logprobs = null,
            finish_reason = finish_reason(reply, calls),
        } },
        usage = usage(reply),
    })
end

function M.body()
    local ctx = ngx.ctx
    if ctx.refused then
        return
    end
    if ctx.plain then
        return stream_body(ctx)
    end
    local parts = ctx.parts or {}
    ctx.parts = parts
    parts[#parts + 1] = ngx.arg[1]
    ngx.arg[1] = ngx.arg[2] and openai_answer(ctx, concat(parts)) or nil
end

return M
