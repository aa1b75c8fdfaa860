package io.github.ollamaguard.internal.exchange;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.Dialect;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;
import io.github.ollamaguard.key.ApiKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and its answer: who asks, what, under which rules, and what becomes of it. The one object
 * that travels through the guard; each step adds what it has found out. Used by one thread at a time.
 */
public final class Exchange {
    /** Response header with the {@link #id}. */
    public static final String REQUEST_ID = "X-Request-Id";

    /** Response header that names the members of a request which had no effect. */
    public static final String DROPPED_PARAMS = "X-Dropped-Params";

    /** What may be the name of a model: whatever else a client writes there stays out of logs. */
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._:/@-]{1,256}");

    private final String id = randomId();
    private final ClientRequest request;
    private final Recording recording;
    private final List<Consumer<Exchange>> atEnd = new ArrayList<>(2);
    private ClientResponse response;
    private final AtomicInteger holders = new AtomicInteger(1);
    private String path = "";
    private Dialect dialect = Dialect.OPENAI;
    private RouteMatch route = new RouteMatch.NotFound();
    private @Nullable ApiKey key;
    private NativeRules rules = NativeRules.NONE;
    private @Nullable JsonObject body;
    private @Nullable Runnable room;

    /** An exchange that begins, held by whoever made it until {@link #release}. */
    public Exchange(ClientRequest request, ClientResponse response) {
        this.request = request;
        this.response = response;
        this.recording = response.recording();
    }

    /** An id of our own: a client's one could be as long, and as wrong, as it likes. */
    private static String randomId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    /** Returns the id by which client and operator can talk about it; the client gets it as {@code X-Request-Id}. */
    public String id() {
        return id;
    }

    public ClientRequest request() {
        return request;
    }

    public ClientResponse response() {
        return response;
    }

    /** Answers on another response from now on: that which a filter in between has put in front of the first one. */
    public void answerOn(ClientResponse other) {
        response = other;
    }

    /** Returns the HTTP status so far. */
    public int status() {
        return response.status();
    }

    public Recording recording() {
        return recording;
    }

    /** Sets the dialect in which the client reads errors. */
    public void dialect(Dialect clientsDialect) {
        dialect = clientsDialect;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Sets what is asked for. */
    public void locate(String canonicalPath, RouteMatch match) {
        path = canonicalPath;
        route = match;
    }

    /** Returns the canonical path below the guard's prefix; empty as long as it is not known. */
    public String path() {
        return path;
    }

    public RouteMatch route() {
        return route;
    }

    /** Returns what its route leads to: nothing when there is none. */
    public Target target() {
        return route instanceof RouteMatch.Found found ? found.route().target() : new Target.Nothing();
    }

    /** Sets who asks, and what that key may ask of Ollama. */
    public void authenticated(ApiKey caller, NativeRules callersRules) {
        key = caller;
        rules = callersRules;
    }

    /** Returns who asks, or null when nobody has shown a key that is known. */
    public @Nullable ApiKey key() {
        return key;
    }

    public NativeRules rules() {
        return rules;
    }

    /** Sets the body of the request. */
    public void body(JsonObject json) {
        body = json;
    }

    /** Returns the body of the request, or null when it has none or has not been read. */
    public @Nullable JsonObject body() {
        return body;
    }

    /** Returns the body as it goes on, after it has been read: written anew, so that nobody reads it differently. */
    public byte[] bodyBytes() {
        return StrictJson.bytes(Objects.requireNonNull(body, "the body has not been read"));
    }

    /** Returns the body, an object with the model of the path for requests without one. */
    public JsonObject bodyOrPath() {
        JsonObject read = body;
        if (read == null) {
            read = new JsonObject();
            if (route instanceof RouteMatch.Found found
                    && found.route().target() instanceof Target.Translated
                    && found.parameter() != null) {
                read.addProperty("model", found.parameter());
            }
        }
        return read;
    }

    /** Returns the model that was asked for, or null when there is none, or nothing that could be one. */
    public @Nullable String model() {
        return bodyOrPath().get("model") instanceof JsonPrimitive name
                        && MODEL.matcher(name.getAsString()).matches()
                ? name.getAsString()
                : null;
    }

    /** Takes a place among the requests that run at a time. */
    public void enterRoom(Runnable leave) {
        room = leave;
    }

    /** Gives the place back; without effect when there is none any more. */
    public void leaveRoom() {
        Runnable leave = room;
        room = null;
        if (leave != null) {
            leave.run();
        }
    }

    /** Returns whether the client wants nothing but the head of an answer. */
    public boolean isHead() {
        return request.method().equals("HEAD");
    }

    /** Answers with a whole body, to HEAD with its length alone. */
    public void answer(byte[] document) throws IOException {
        if (isHead()) {
            response.contentLength(document.length);
        } else {
            response.document(document);
        }
    }

    /** Adds something to do when the exchange has ended; the last is done first. */
    public void whenEnded(Consumer<Exchange> action) {
        atEnd.add(action);
    }

    /** Keeps the exchange from ending until a further {@link #release}: its answer goes on elsewhere. */
    public void hold() {
        holders.incrementAndGet();
    }

    /** Returns whether nobody holds it any more. */
    public boolean isEnded() {
        return holders.get() == 0;
    }

    /** Ends the exchange if nobody else holds it. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            leaveRoom();
            for (int i = atEnd.size() - 1; i >= 0; i--) {
                atEnd.get(i).accept(this);
            }
        }
    }
}
