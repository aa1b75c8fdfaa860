package io.github.ollamaguard.key;

import io.github.ollamaguard.internal.file.FileFormat;
import java.util.Map;

/** The format of a key file, as the guard reads it: it must contain a key. Stateless. */
final class KeyFileFormat implements FileFormat<Map<KeyDigest, ApiKey>, InvalidKeyFileException> {
    @Override
    public Map<KeyDigest, ApiKey> parse(String fileName, String text) throws InvalidKeyFileException {
        return KeyFile.parse(fileName, text);
    }

    @Override
    public InvalidKeyFileException unusable(String fileName, String reason) {
        return new InvalidKeyFileException(fileName, reason);
    }

    @Override
    public boolean isSecret() {
        return true;
    }

    @Override
    public String summary(Map<KeyDigest, ApiKey> keys) {
        return keys.size() == 1 ? "1 key" : keys.size() + " keys";
    }
}
