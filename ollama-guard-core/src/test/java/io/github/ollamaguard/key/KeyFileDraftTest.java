package io.github.ollamaguard.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.InvalidFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileDraftTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");
    private static final Instant UNTIL = Instant.parse("2026-11-24T12:00:00.123Z");

    private final NewKey key = NewKey.generate();

    @Test
    void aNewKeyStandsAtTheEnd() throws Exception {
        String text = "# mine\n\nold  name=bob # he\n";

        assertThat(added(text, Map.of(KeyAttribute.NAME, "alice"))).isEqualTo(text + key.stored() + "  name=alice\n");
        assertThat(added("old", Map.of(KeyAttribute.NAME, "alice")))
                .isEqualTo("old\n" + key.stored() + "  name=alice\n");
        assertThat(added("", Map.of(KeyAttribute.NAME, "alice"))).isEqualTo(key.stored() + "  name=alice\n");
    }

    @Test
    void attributesAreWrittenAsGivenInTheSameOrderAlways() throws Exception {
        assertThat(added(
                        "old\n",
                        Map.of(
                                KeyAttribute.EXPIRES, "2027-02-01",
                                KeyAttribute.MODELS, "LLaMA3.2*,qwen3:*",
                                KeyAttribute.NAME, "alice",
                                KeyAttribute.ROLES, "manage,infer")))
                .isEqualTo("old\n" + key.stored()
                        + "  name=alice  roles=manage,infer  models=LLaMA3.2*,qwen3:*  expires=2027-02-01\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void lineEndsAreThoseOfTheFile(String end) throws Exception {
        assertThat(added("#" + end + "old", Map.of(KeyAttribute.NAME, "alice")))
                .isEqualTo("#" + end + "old" + end + key.stored() + "  name=alice" + end);
        assertThat(revoked("old" + end + "b" + end, "key-1"))
                .isEqualTo("# key-1 was revoked at 2026-11-23T12:00:00Z" + end + "b" + end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NAME    | a b        | attribute 'name' must have 1 to 64 letters, digits, '.', '_' or '-'",
                "NAME    | bob        | the name 'bob' is taken by another key",
                "NAME    | key-1      | the name 'key-1' is taken by another key",
                "ROLES   | admin      | attribute 'roles' must have infer, manage or both, separated by a comma",
                "MODELS  | 'a, b'     | attribute 'models' must have names of models, in which * stands for any text,"
                        + " separated by commas",
                "MODELS  | a b*       | attribute 'models' must have names of models, in which * stands for any text,"
                        + " separated by commas",
                "EXPIRES | tomorrow   | attribute 'expires' must have a date such as 2027-02-01 or a time such as"
                        + " 2027-02-01T18:00:00Z",
                "EXPIRES | 2026-11-22 | the new key would have expired already; give it a later date"
            })
    void whatCannotBeAddedIsTold(KeyAttribute attribute, String value, String reason) {
        Map<KeyAttribute, String> attributes = attribute == KeyAttribute.NAME
                ? Map.of(attribute, value)
                : Map.of(KeyAttribute.NAME, "alice", attribute, value);

        assertThatThrownBy(() -> added("old\nother name=bob", attributes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void noValueCanSmuggleInALine() {
        for (KeyAttribute attribute : KeyAttribute.values()) {
            for (String value : List.of("a\nevil", "a evil", "a\revil", "a\tname=x", "a #", "\n", "a\u0085b", "")) {
                Map<KeyAttribute, String> attributes = attribute == KeyAttribute.NAME
                        ? Map.of(attribute, value)
                        : Map.of(KeyAttribute.NAME, "alice", attribute, value);
                assertThatThrownBy(() -> added("old\n", attributes))
                        .as(attribute + value)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void aNewKeyNeedsAName() {
        assertThatThrownBy(() -> added("old", Map.of())).hasMessage("a new key needs a name");
    }

    @Test
    void aRevokedKeyLeavesACommentSoThatNoOtherKeyIsRenamed() throws Exception {
        assertThat(revoked("# a\none name=alice\t# hers\ntwo\nthree # x", "alice"))
                .isEqualTo("# a\n# alice was revoked at 2026-11-23T12:00:00Z\t# hers\ntwo\nthree # x");
        assertThat(revoked("# a\none name=alice\ntwo\nthree # x", "key-4"))
                .isEqualTo("# a\none name=alice\ntwo\n# key-4 was revoked at 2026-11-23T12:00:00Z # x");
    }

    @Test
    void theOnlyKeyStays() {
        assertThatThrownBy(() -> revoked("# a\none name=alice\n", "alice"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'alice' is the only key, and a file without a key has no effect; create another key first");
    }

    @Test
    void anUnknownNameIsNotRepeated() {
        assertThatThrownBy(() -> revoked("one\ntwo", "two"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no key with this name");
        assertThatThrownBy(() -> rotated("one\ntwo", "two", Map.of())).hasMessage("there is no key with this name");
    }

    @Test
    void aRotatedKeyKeepsItsPlaceAndTheOldOneGoesOnForAWhile() throws Exception {
        assertThat(rotated("# a\n one \t name=alice models=m,n* # hers\ntwo\n", "alice", Map.of()))
                .isEqualTo("# a\n " + key.stored() + " \t name=alice models=m,n* # hers\ntwo\n"
                        + "one \t name=alice.1 models=m,n*  expires=2026-11-24T12:00:00Z\n");
    }

    @Test
    void aKeyWithoutANameCanBeRotated() throws Exception {
        String text = rotated("one\ntwo # x", "key-2", Map.of());

        assertThat(text)
                .isEqualTo("one\n" + key.stored() + "  name=key-2 # x\n"
                        + "two  name=key-2.1  expires=2026-11-24T12:00:00Z\n");
    }

    @Test
    void theOldKeyNeverLivesLongerThanItWould() throws Exception {
        assertThat(rotated("one name=a expires=2026-11-23\n", "a", Map.of(KeyAttribute.EXPIRES, "2027-11-23")))
                .isEqualTo(key.stored() + " name=a expires=2027-11-23\none name=a.1 expires=2026-11-23\n");
        assertThat(rotated("one name=a expires=2027-01-01\n", "a", Map.of()))
                .isEqualTo(key.stored() + " name=a expires=2027-01-01\none name=a.1 expires=2026-11-24T12:00:00Z\n");
    }

    @Test
    void anExpiredKeyIsRotatedOnlyWithALaterDate() throws Exception {
        String text = "one name=a expires=2020-01-01\n";

        assertThatThrownBy(() -> rotated(text, "a", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the new key would have expired already; give it a later date");
        assertThat(rotated(text, "a", Map.of(KeyAttribute.EXPIRES, "2027-01-01")))
                .isEqualTo(key.stored() + " name=a expires=2027-01-01\none name=a.1 expires=2020-01-01\n");
    }

    @Test
    void theOldKeyTakesTheNextFreeNameOfLegalLength() throws Exception {
        assertThat(rotated("one name=a\ntwo name=a.1\n", "a", Map.of())).contains("\none name=a.2  expires=");
        String name = "n".repeat(64);
        assertThat(rotated("one name=" + name + "\n", name, Map.of()))
                .contains("\none name=" + "n".repeat(62) + ".1  expires=");
    }

    @Test
    void onlyTheAttributeItselfIsReplacedWhateverElseContainsItsName() throws Exception {
        assertThat(rotated("one=name=x models=name,expires name=a #name=z expires=2020-01-01\n", "a", Map.of()))
                .isEqualTo(key.stored() + " models=name,expires name=a #name=z expires=2020-01-01\n"
                        + "one=name=x models=name,expires name=a.1  expires=2026-11-24T12:00:00Z\n");
    }

    @Test
    void anInvalidFileIsNotChanged() {
        assertThatThrownBy(() -> added("one colour=red", Map.of(KeyAttribute.NAME, "alice")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("keys.txt line 1: unknown attribute 'colour'");
    }

    @Test
    void aFileDoesNotGrowBeyondItsLimit() {
        assertThatThrownBy(() -> added("k #" + "x".repeat((4 << 20) - 3), Map.of(KeyAttribute.NAME, "alice")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("keys.txt: is larger than 4 MiB");
    }

    /** The property behind everything: a change adds or takes away what it says, and nothing else. */
    @Test
    void whateverAFileLooksLikeOtherKeysStayAsTheyAre() throws Exception {
        String[] pieces = {
            "one",
            "two",
            "three",
            "sha256:" + "0".repeat(64),
            " ",
            " \t",
            "\n",
            "\n",
            "\r\n",
            "\r",
            "#",
            " # c",
            " name=a",
            " name=b",
            " models=m*",
            " expires=2027-01-01",
            "\u0085",
            "ä"
        };
        Random random = new Random(20261109);
        int changed = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            changed += isLeftAlone(text.toString(), random) ? 1 : 0;
        }
        assertThat(changed).isGreaterThan(1_000);
    }

    private boolean isLeftAlone(String text, Random random) {
        try {
            List<ApiKey> before = KeyFile.read("keys.txt", text).keys();
            if (before.size() < 2) {
                return false;
            }
            ApiKey chosen = before.get(random.nextInt(before.size()));
            List<ApiKey> revoked = keys(revoked(text, chosen.name()));
            assertThat(revoked).as(text).containsExactlyElementsOf(without(before, chosen));
            List<ApiKey> rotated = keys(rotated(text, chosen.name(), Map.of()));
            assertThat(rotated.subList(0, before.size())).as(text).isEqualTo(before);
            assertThat(rotated).hasSize(before.size() + 1);
            List<ApiKey> added = keys(added(text, Map.of(KeyAttribute.NAME, "new")));
            assertThat(added.subList(0, before.size())).as(text).isEqualTo(before);
            assertThat(added).hasSize(before.size() + 1);
            return true;
        } catch (InvalidFileException | IllegalArgumentException e) {
            assertThat(e).isInstanceOf(InvalidFileException.class);
            return false;
        }
    }

    private static List<ApiKey> without(List<ApiKey> keys, ApiKey one) {
        return keys.stream().filter(key -> !key.equals(one)).toList();
    }

    private static List<ApiKey> keys(String text) throws InvalidFileException {
        return KeyFile.read("keys.txt", text).keys();
    }

    private String added(String text, Map<KeyAttribute, String> attributes) throws InvalidFileException {
        KeyFileDraft draft = draft(text);
        draft.add(key, attributes);
        return new String(draft.content(), UTF_8);
    }

    private String revoked(String text, String name) throws InvalidFileException {
        KeyFileDraft draft = draft(text);
        draft.revoke(name);
        return new String(draft.content(), UTF_8);
    }

    private String rotated(String text, String name, Map<KeyAttribute, String> changes) throws InvalidFileException {
        KeyFileDraft draft = draft(text);
        draft.rotate(name, key, UNTIL, changes);
        return new String(draft.content(), UTF_8);
    }

    private static KeyFileDraft draft(String text) throws InvalidFileException {
        return new KeyFileDraft("keys.txt", text, NOW);
    }
}
