package io.github.ollamaguard.internal.policy;

import io.github.ollamaguard.internal.file.FileFormat;
import io.github.ollamaguard.internal.file.TextLine;
import java.util.ArrayList;
import java.util.List;

/**
 * The format of a policy file: on each line a pattern of models, then the rules for them. {@code #} at the start of a
 * line or after white space begins a comment. One wrong line makes the whole file invalid. Stateless.
 */
final class ModelPolicyFile implements FileFormat<ModelPolicy, InvalidPolicyFileException> {
    /** A file without a rule is refused: an editor that is just writing must not lift the limits. */
    @Override
    public ModelPolicy parse(String fileName, String text) throws InvalidPolicyFileException {
        List<ModelPolicy.Entry> entries = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = TextLine.words(lines.get(i));
            if (!words.isEmpty()) {
                entries.add(entry(fileName, i + 1, words));
            }
        }
        if (entries.isEmpty()) {
            throw new InvalidPolicyFileException(fileName, "contains no rule");
        }
        return new ModelPolicy(entries);
    }

    @Override
    public InvalidPolicyFileException unusable(String fileName, String reason) {
        return new InvalidPolicyFileException(fileName, reason);
    }

    @Override
    public boolean isSecret() {
        return false;
    }

    @Override
    public String summary(ModelPolicy policy) {
        return policy.size() + " lines of rules";
    }

    private static ModelPolicy.Entry entry(String fileName, int number, List<String> words)
            throws InvalidPolicyFileException {
        try {
            return PolicyLine.parse(words);
        } catch (IllegalArgumentException e) {
            throw new InvalidPolicyFileException(fileName, number, String.valueOf(e.getMessage()));
        }
    }
}
