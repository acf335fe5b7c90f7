package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import io.github.localflows.catalogue.Cuts;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.input.GivenTable;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.RowReader;
import io.github.localflows.input.WantedColumns;
import io.github.localflows.starset.AddedErrors;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A table of stars that a configuration declares as a star set: {@link DeclaredTable} or {@link DeclaredCatalogue}. */
interface IngestSource {
    /** The keys of a declaration, by the one that only it has. */
    Map<String, KeyGroup> DECLARATIONS = Map.of(
            DeclaredTable.KEY,
            DeclaredTable.KEYS,
            DeclaredCatalogue.KEY,
            DeclaredCatalogue.KEYS,
            DeclaredCatalogue.SCATTERED,
            DeclaredCatalogue.SCATTERED_KEYS);

    /** The set of a name that a checked configuration declares by a table. */
    static Optional<StarSet> named(String name, Config config) {
        return declared(name, config).map(source -> {
            Knowledge known = SeenPart.knowledge(name, config);
            return new StarSet(
                    name,
                    IngestStars.STAGE,
                    Optional.empty(),
                    source.settings(name).and(SeenPart.settings(name, config)),
                    source.added().map(known::withAddedErrors).orElse(known));
        });
    }

    /**
     * What a checked configuration declares under a name, by a table.
     *
     * @throws IllegalArgumentException when it cannot be made
     */
    static Optional<IngestSource> declared(String name, Config config) {
        return SetNames.declaration(name, config)
                .map(declaration -> declaration.keys().hasPath(DeclaredTable.KEY)
                        ? DeclaredTable.of(name, declaration.keys())
                        : DeclaredCatalogue.of(declaration, config));
    }

    /** What decides the stars of the set of a name beside the content of the table, all of it written out. */
    StageConfiguration settings(String name);

    /** That its stars are another set's with more errors; empty when they are not. */
    default Optional<AddedErrors> added() {
        return Optional.empty();
    }

    /** Whether a row whose identifier another has before it is none. */
    boolean hasUniqueIds();

    /** The table. */
    GivenTable table();

    /** With respect to what the stars are distributed. */
    Measure measure();

    /** Which of its columns are read. */
    WantedColumns wanted();

    /**
     * Refuses a table that can be seen to lack what is needed before its rows are looked at.
     *
     * @param azimuths the key and value that need azimuths; empty where nothing does
     * @throws UserError when it does
     */
    default void checkAhead(SparkSession spark, Optional<String> azimuths) throws IOException {}

    /** Which of its rows are left out. */
    Cuts cuts();

    /** What makes stars of its rows. */
    RowReader reader(PointTable opened);

    /**
     * What a user whose stars mostly go backwards can do, to follow that they do so.
     *
     * @return empty when the user has said that it is right
     */
    Optional<String> ifBackwards();
}
