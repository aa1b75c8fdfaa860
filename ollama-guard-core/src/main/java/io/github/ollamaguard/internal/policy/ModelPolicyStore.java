package io.github.ollamaguard.internal.policy;

import io.github.ollamaguard.internal.file.WatchedFile;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The policy of a file. A change of the file takes effect as a whole, at the latest 2 s later; a change that makes the
 * file invalid has no effect but a line in the log. Thread-safe.
 */
public final class ModelPolicyStore {
    private final WatchedFile<ModelPolicy, InvalidPolicyFileException> file;

    private ModelPolicyStore(WatchedFile<ModelPolicy, InvalidPolicyFileException> file) {
        this.file = file;
    }

    /**
     * Reads a policy file.
     *
     * @throws InvalidPolicyFileException when the file is missing, not readable, not valid or without a rule
     */
    public static ModelPolicyStore open(Path path) throws InvalidPolicyFileException {
        return open(path, System::nanoTime);
    }

    static ModelPolicyStore open(Path path, LongSupplier nanoClock) throws InvalidPolicyFileException {
        return new ModelPolicyStore(new WatchedFile<>(path, new ModelPolicyFile(), nanoClock));
    }

    /** Returns the policy in force now; a request should use one for all of its decisions. */
    public ModelPolicy policy() {
        return file.content();
    }
}
