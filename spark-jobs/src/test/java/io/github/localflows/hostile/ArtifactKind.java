package io.github.localflows.hostile;

import io.github.localflows.hostile.JsonFault.Damaged;
import io.github.localflows.hostile.JsonFault.Field;
import io.github.localflows.hostile.JsonFault.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a run, damaged. */
enum ArtifactKind implements HostileKind {
    MODEL_FIELD {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            return model(
                    place, JsonFault.inField(Files.readAllBytes(unsealed(place).resolve(MODEL)), draw, MODEL_FIELDS));
        }
    },
    MODEL_DOCUMENT {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            return model(
                    place, JsonFault.ofAll(Files.readAllBytes(unsealed(place).resolve(MODEL)), draw));
        }
    },
    MODEL_SHAPE {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            String whole = Files.readString(unsealed(place).resolve(MODEL));
            String field = draw.of("features", "layers", "hidden", "blocks", "context");
            String other = whole.replaceFirst(
                    "\"" + field + "\" : \\d+", "\"" + field + "\" : " + draw.of("77", "3000", "2147483647", "46341"));
            return model(place, new Damaged(field, other.getBytes(StandardCharsets.UTF_8)));
        }
    },
    MODEL_SAYS_OTHERWISE {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            String whole = Files.readString(unsealed(place).resolve(MODEL));
            List<String> exchange = draw.of(List.of(
                    List.of("\"version\" : 2", "\"version\" : " + draw.between(3, 999)),
                    List.of("\"version\" : 2", "\"version\" : \"2\""),
                    List.of("\"format\" : \"localflows-flow\"", "\"format\" : \"localflows-potential\""),
                    List.of("\"format\" : \"localflows-flow\"", "\"format\" : \"x\", \"format\" : \"localflows-flow\""),
                    List.of("\"Rmin\" : [0-9.]+", "\"Rmin\" : 99"),
                    List.of("\"Rmax\" : [0-9.]+", "\"Rmax\" : 1"),
                    List.of("\"absZmax\" : [0-9.]+", "\"absZmax\" : -" + draw.between(0, 9)),
                    List.of("\"part\" : \\d+", "\"part\" : 2"),
                    List.of("\"parts\" : \\d+", "\"parts\" : 0"),
                    List.of("\"map\" : \"linear\"", "\"map\" : \"bounded\""),
                    List.of("\"scale\" : [0-9.E-]+", "\"scale\" : 0"),
                    List.of("\"scale\" : [0-9.E-]+", "\"scale\" : -1")));
            String other = whole.replaceFirst(exchange.get(0), exchange.get(1));
            if (other.equals(whole)) {
                throw new IllegalStateException("model.json has no " + exchange.get(0));
            }
            return model(place, new Damaged(exchange.toString(), other.getBytes(StandardCharsets.UTF_8)));
        }
    },
    WEIGHTS {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Path weights = unsealed(place).resolve("weights.npz");
            NpzFault fault = draw.of(List.of(NpzFault.values()));
            Files.write(weights, fault.of(Files.readAllBytes(weights), draw));
            return new HostileInput(fault.toString(), place.evaluateFlows(weights.getParent()));
        }
    },
    /** A file of a flow that is not what the manifest says. */
    FLOW_FILE {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Path file = place.run()
                    .resolve("flows/fiducial/member-0" + draw.between(0, 1))
                    .resolve(draw.of(MODEL, "weights.npz", "history.csv", "checkpoint"));
            damage(file, draw);
            return new HostileInput(
                    file.toString(),
                    draw.of(List.of(
                            place.evaluateFlows(file.getParent().getParent()),
                            place.command("train"),
                            place.command("accelerations"),
                            place.command("figures"),
                            place.command("report"))));
        }
    },
    HISTORY {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Path history = place.run().resolve("flows/fiducial/member-00/history.csv");
            String whole = Files.readString(history);
            Files.writeString(
                    history,
                    draw.of(
                            "",
                            "\n\n",
                            whole.lines().findFirst().orElseThrow(),
                            whole.replaceFirst(",", ",x"),
                            whole + "1,2\n",
                            whole + "a,b,c,d,e\n",
                            whole.replace("epoch", "era"),
                            "\0".repeat(300),
                            "R,z\n1,2\n"));
            Workplace.reseal(history);
            return new HostileInput(history.toString(), place.command(draw.of("figures", "report")));
        }
    },
    MANIFEST_FIELD {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Reader reader = draw.of(READERS);
            Path manifest = place.run().resolve(reader.artifact()).resolve(MANIFEST);
            Damaged damaged = JsonFault.inField(Files.readAllBytes(manifest), draw, MANIFEST_FIELDS);
            Files.write(manifest, damaged.bytes());
            return reader.input(draw, place, damaged.what());
        }
    },
    MANIFEST_DOCUMENT {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Reader reader = draw.of(READERS);
            Path manifest = place.run().resolve(reader.artifact()).resolve(MANIFEST);
            Damaged damaged = JsonFault.ofAll(Files.readAllBytes(manifest), draw);
            Files.write(manifest, damaged.bytes());
            return reader.input(draw, place, damaged.what());
        }
    },
    MANIFEST_OF_ANOTHER {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Reader reader = draw.of(READERS);
            Reader other = draw.of(READERS.stream()
                    .filter(one -> !one.artifact().equals(reader.artifact()))
                    .toList());
            Path run = place.run();
            Files.write(
                    run.resolve(reader.artifact()).resolve(MANIFEST),
                    Files.readAllBytes(run.resolve(other.artifact()).resolve(MANIFEST)));
            return reader.input(draw, place, "the manifest is that of " + other.artifact());
        }
    },
    MANIFEST_OTHER_NUMBERS {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            // Of tables whose rows are counted.
            Reader reader = draw.of(READERS.stream()
                    .filter(one -> !one.artifact().contains("flows"))
                    .toList());
            Path manifest = place.run().resolve(reader.artifact()).resolve(MANIFEST);
            String whole = Files.readString(manifest);
            String field = draw.of("bytes", "rows");
            // The first of each is that of a file.
            int content = whole.indexOf("\"content\"");
            String other = whole.substring(0, content)
                    + whole.substring(content)
                            .replaceFirst("\"" + field + "\" : (\\d+)", "\"" + field + "\" : $1" + draw.between(0, 9));
            Files.writeString(manifest, other);
            return reader.input(draw, place, "another number of " + field);
        }
    },
    NO_PLAIN_MANIFEST {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Reader reader = draw.of(READERS);
            Path manifest = place.run().resolve(reader.artifact()).resolve(MANIFEST);
            Files.delete(manifest);
            Files.createDirectory(manifest);
            return reader.input(draw, place, "a directory for a manifest");
        }
    },
    /** A table that is cut, grown, or scribbled over where its footer is. */
    TABLE {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Reader reader = draw.of(TABLES);
            Path table = table(place.run().resolve(reader.artifact()), draw);
            damage(table, draw);
            return reader.input(draw, place, table.toString());
        }
    },
    /** A table whose manifest tells of the damaged one. */
    SEALED_TABLE {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Reader reader = draw.of(TABLES);
            Path table = table(place.run().resolve(reader.artifact()), draw);
            byte[] bytes = Files.readAllBytes(table);
            Files.write(
                    table,
                    switch (draw.between(0, 3)) {
                        case 0 -> Arrays.copyOf(bytes, draw.between(0, bytes.length - 1));
                        case 1 -> draw.bytes(draw.between(0, 3));
                        case 2 -> "a text\n".repeat(draw.between(1, 1000)).getBytes(StandardCharsets.UTF_8);
                        default -> scribbledFooter(bytes, draw);
                    });
            Workplace.reseal(table);
            return reader.input(draw, place, table.toString());
        }
    },
    SCRIBBLED_PAGES {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Reader reader = draw.of(SMALL_TABLES);
            Path table = table(place.run().resolve(reader.artifact()), draw);
            byte[] bytes = Files.readAllBytes(table);
            Arrays.fill(bytes, 4, draw.between(40, 200), draw.byteOf(0, 7, 0xFF));
            Files.write(table, bytes);
            return reader.input(draw, place, table.toString());
        }
    },
    /** What is no file of an artifact, among its files. */
    FOREIGN_FILE {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Reader reader = draw.of(TABLES);
            String name = draw.of("notes.txt", "x.parquet", "directory/x.parquet", "x.crc", "a b c", "\u00e9");
            place.run();
            place.write("run/" + reader.artifact() + "/" + name, "mine");
            return reader.input(draw, place, name);
        }
    },
    POTENTIAL_FIELD {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            return potential(draw, place, true);
        }
    },
    POTENTIAL_DOCUMENT {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            return potential(draw, place, false);
        }
    },
    PARTS {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Path parts = place.run().resolve("accelerations/fiducial/_parts.npz");
            NpzFault fault = draw.of(List.of(NpzFault.values()));
            Files.write(parts, fault.of(Files.readAllBytes(parts), draw));
            if (draw.heads()) {
                Workplace.reseal(parts);
            }
            return new HostileInput(
                    fault.toString(), place.command("potential", "--set", "potentialFit.symmetry=none", "--overwrite"));
        }
    },
    /** The configuration that a run keeps. */
    KEPT_CONFIGURATION {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Path file = place.run().resolve("config.conf");
            String text = Files.readString(file);
            byte[] bytes = draw.of(List.of(
                    (text + "train.epochs = x\n").getBytes(StandardCharsets.UTF_8),
                    (text + "colour = red\n").getBytes(StandardCharsets.UTF_8),
                    (text + "train {\n").getBytes(StandardCharsets.UTF_8),
                    (text + "include \"/etc/passwd\"\n").getBytes(StandardCharsets.UTF_8),
                    (text + "#".repeat(3_000_000)).getBytes(StandardCharsets.UTF_8),
                    (text + "train = ${train.epochs}${nowhere}\n").getBytes(StandardCharsets.UTF_8),
                    "{".repeat(20_000).getBytes(StandardCharsets.UTF_8),
                    withBadByte(draw)));
            Files.write(file, bytes);
            String command = draw.of("sample", "train", "figures", "report", "pipeline", "test-potential");
            List<String> arguments =
                    new ArrayList<>(List.of(command, "--run", file.getParent().toString()));
            if (command.equals("test-potential")) {
                arguments.addAll(List.of("--stars", "fiducial"));
            }
            return new HostileInput(bytes.length + " bytes", arguments);
        }
    },
    WRITTEN_FILES {
        @Override
        public HostileInput make(Draw draw, Workplace place) throws IOException {
            Path file = place.run().resolve("_written.json");
            byte[] whole = Files.readAllBytes(file);
            Files.write(
                    file,
                    draw.heads()
                            ? JsonFault.ofAll(whole, draw).bytes()
                            : draw.of(
                                            "{\"report.md\": 1}",
                                            "{\"report.md\": [\"x\"]}",
                                            "{\"report.md\": [{}]}",
                                            "{\"report.md\": [[1]]}")
                                    .getBytes(StandardCharsets.UTF_8));
            return new HostileInput(file.toString(), place.command(draw.of("report", "figures")));
        }
    };

    private static final String MANIFEST = "_manifest.json";
    private static final String MODEL = "model.json";

    /**
     * Something that reads an artifact.
     *
     * @param artifact its directory in a run
     * @param reading commands that do
     */
    private record Reader(String artifact, List<String> reading) {
        HostileInput input(Draw draw, Workplace place, String what) throws IOException {
            String command = draw.of(reading);
            return new HostileInput(
                    artifact + ": " + what,
                    switch (command) {
                        case "evaluate" -> place.evaluateFlows(place.at("run/flows/fiducial"));
                        case "test-potential" -> place.command(command, "--stars", "fiducial");
                        default -> command.startsWith("SELECT") ? place.sql(command) : place.command(command);
                    });
        }
    }

    private static final List<Reader> TABLES = List.of(
            new Reader(
                    "stars/fiducial",
                    List.of(
                            "sample",
                            "train",
                            "report",
                            "pipeline",
                            "test-potential",
                            "weak-form",
                            "SELECT avg(R) FROM fiducial")),
            new Reader(
                    "accelerations/fiducial",
                    List.of("accelerations", "figures", "report", "SELECT * FROM accelerations_fiducial")),
            new Reader("accelerations/exact-f", List.of("accelerations", "figures", "report")),
            new Reader(
                    "spirals/fiducial", List.of("accelerations", "figures", "report", "SELECT * FROM spiral_fiducial")),
            new Reader("slices/fiducial", List.of("accelerations", "figures")),
            new Reader(
                    "weak-form/fiducial",
                    List.of("weak-form", "figures", "report", "SELECT * FROM weak_form_fiducial")),
            new Reader(
                    "potential/fiducial",
                    List.of("potential", "figures", "report", "SELECT * FROM potential_fiducial")));

    /** Those that are read whole by whatever reads them. */
    private static final List<Reader> SMALL_TABLES = List.of(
            new Reader("accelerations/fiducial", List.of("figures", "report", "SELECT * FROM accelerations_fiducial")),
            new Reader("spirals/fiducial", List.of("figures", "SELECT * FROM spiral_fiducial")),
            new Reader("weak-form/fiducial", List.of("figures", "report", "SELECT * FROM weak_form_fiducial")));

    private static final List<Reader> READERS = Stream.concat(
                    TABLES.stream(),
                    Stream.of(
                            new Reader(
                                    "flows/fiducial",
                                    List.of("train", "accelerations", "evaluate", "figures", "report")),
                            new Reader(
                                    "flows/fiducial/member-01",
                                    List.of("train", "accelerations", "evaluate", "figures"))))
            .toList();

    private static final List<Field> MANIFEST_FIELDS = List.of(
            new Field("stage", Type.TEXT),
            new Field("dataset", Type.TEXT),
            new Field("configurationHash", Type.TEXT),
            new Field("checksum", Type.TEXT),
            new Field("software", Type.OBJECT),
            new Field("configuration", Type.OBJECT),
            new Field("inputs", Type.OBJECT),
            new Field("figures", Type.OBJECT),
            new Field("rows", Type.COUNT),
            new Field("files", Type.COUNT),
            new Field("bytes", Type.COUNT));

    private static final List<Field> MODEL_FIELDS = List.of(
            new Field("format", Type.WORD),
            new Field("version", Type.COUNT),
            new Field("shape", Type.OBJECT),
            new Field("shape/features", Type.COUNT),
            new Field("shape/layers", Type.COUNT),
            new Field("shape/hidden", Type.COUNT),
            new Field("shape/blocks", Type.COUNT),
            new Field("shape/context", Type.COUNT),
            new Field("featureMap", Type.OBJECT),
            new Field("featureMap/R", Type.OBJECT),
            new Field("featureMap/R/map", Type.WORD),
            new Field("featureMap/R/min", Type.NUMBER),
            new Field("featureMap/vphi/offset", Type.NUMBER),
            new Field("featureMap/vz/scale", Type.NUMBER),
            new Field("measure", Type.WORD),
            new Field("volume", Type.OBJECT),
            new Field("volume/Rmin", Type.NUMBER),
            new Field("volume/absZmax", Type.NUMBER),
            new Field("member", Type.COUNT),
            new Field("epochs", Type.COUNT),
            new Field("bestEpoch", Type.COUNT),
            new Field("trainLoss", Type.NUMBER),
            new Field("versions", Type.OBJECT));

    private static final List<Field> POTENTIAL_FIELDS = List.of(
            new Field("format", Type.WORD),
            new Field("version", Type.COUNT),
            new Field("volume", Type.OBJECT),
            new Field("volume/Rmin", Type.NUMBER),
            new Field("volume/Rmax", Type.NUMBER),
            new Field("volume/absZmax", Type.NUMBER),
            new Field("R0", Type.NUMBER),
            new Field("halfWidthR", Type.NUMBER),
            new Field("degree", Type.COUNT),
            new Field("heights", Type.LIST),
            new Field("coefficients", Type.LIST));

    @Override
    public String title() {
        return "run " + name();
    }

    /** A flow that no manifest tells of, which is read nevertheless. */
    static Path unsealed(Workplace place) throws IOException {
        if (!Files.exists(place.at("run"))) {
            place.run();
            Files.delete(place.at("run/flows/fiducial/" + MANIFEST));
            Files.delete(place.at("run/flows/fiducial/member-00/" + MANIFEST));
        }
        return place.at("run/flows/fiducial/member-00");
    }

    private static HostileInput model(Workplace place, Damaged damaged) throws IOException {
        Path flow = unsealed(place);
        Files.write(flow.resolve(MODEL), damaged.bytes());
        return new HostileInput(damaged.what(), place.evaluateFlows(flow));
    }

    private static HostileInput potential(Draw draw, Workplace place, boolean inField) throws IOException {
        Path directory = place.run().resolve(draw.of("weak-form/fiducial", "potential/fiducial", "combined/fiducial"));
        Path file = directory.resolve("_potential.json");
        byte[] whole = Files.readAllBytes(file);
        Damaged damaged = inField ? JsonFault.inField(whole, draw, POTENTIAL_FIELDS) : JsonFault.ofAll(whole, draw);
        Files.write(file, damaged.bytes());
        if (draw.heads()) {
            Workplace.reseal(file);
        }
        return new HostileInput(
                damaged.what(),
                place.command("test-potential", "--stars", "fiducial", "--potential", directory.toString()));
    }

    /** One of the tables of an artifact. */
    static Path table(Path directory, Draw draw) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return draw.of(files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList());
        }
    }

    /** So that its size or its end is another. */
    private static void damage(Path file, Draw draw) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        switch (draw.between(0, 3)) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, Arrays.copyOf(bytes, draw.between(0, bytes.length - 1)));
            case 2 -> Files.write(file, Arrays.copyOf(bytes, bytes.length + draw.between(1, 5000)));
            default -> Files.write(file, scribbledFooter(bytes, draw));
        }
    }

    private static byte[] scribbledFooter(byte[] bytes, Draw draw) {
        byte[] scribbled = bytes.clone();
        Arrays.fill(scribbled, Math.max(0, bytes.length - draw.between(12, 60)), bytes.length, (byte)
                draw.between(128, 255));
        return scribbled;
    }

    private static byte[] withBadByte(Draw draw) {
        byte[] bytes = draw.bytes(draw.between(1, 2000));
        bytes[0] = (byte) 0xFF;
        return bytes;
    }
}
