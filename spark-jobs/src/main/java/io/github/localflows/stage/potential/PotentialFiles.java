package io.github.localflows.stage.potential;

import io.github.localflows.config.UserError;
import io.github.localflows.expansion.PotentialFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads potentials that stages have found. */
public final class PotentialFiles {
    private PotentialFiles() {}

    /**
     * What the artifact in a directory of a run holds.
     *
     * @throws UserError when there is none, or it is damaged
     */
    public static PotentialFile.Content read(FileSystem files, Path directory) throws IOException {
        return read(files, directory, "put back what was there, or move the directory away and make it again");
    }

    /**
     * What the artifact in a directory holds.
     *
     * @param remedy what to do when it cannot be read
     * @throws UserError when there is none, or it is damaged
     */
    public static PotentialFile.Content read(FileSystem files, Path directory, String remedy) throws IOException {
        Path file = new Path(directory, PotentialFile.NAME);
        try (InputStream in = files.open(file)) {
            return PotentialFile.read(in);
        } catch (FileNotFoundException e) {
            throw new UserError(directory + " has no " + PotentialFile.NAME + ": " + remedy, e);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read (" + e.getMessage() + "): " + remedy, e);
        }
    }
}
