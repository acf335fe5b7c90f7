package io.github.localflows.input;

import io.github.localflows.artifact.Storage;
import io.github.localflows.config.Messages;
import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * CSV files, each with a header of its own; columns are matched by name. Each file is looked through once, by one task, which
 * counts its rows, sees that they are whole, and remembers where every {@value #PIECE_ROWS}th begins; then many tasks read it.
 */
final class CsvPoints implements PointSource {
    /** Rows of a task, which cost far more than to read them. */
    private static final int PIECE_ROWS = 1 << 15;

    /** Beyond it Spark's own plans take minutes; the widest catalogues have some thousand. */
    static final int MOST_COLUMNS = 5000;

    /** What the reader of CSV says at the end of a file, with the line in the words of the machine's language, such as 1.234. */
    private static final Pattern OPEN_QUOTE =
            Pattern.compile("startline ([^)]*)\\) EOF reached before encapsulated token finished");

    private final SparkSession spark;
    private final String what;
    private final List<Path> files;
    private final List<Survey> surveys;
    private final List<String> columns;
    private final boolean typed;

    /** What is known of a file. */
    private static final class Survey extends FileSurvey {
        private static final long serialVersionUID = 1;

        private String encoding;
        private boolean seekable;
        private long linesBeforeHeader;
        private long comments;
        private char delimiter;
        private HashMap<String, String> units = new HashMap<>();
        private String[] header;
        private boolean[] read;
        private long rows;
        private long[] pieces;
        private long[] linesBefore;
        private ColumnKind[] kinds;
    }

    /** Consecutive rows of a file. */
    private static final class Piece implements Serializable {
        private static final long serialVersionUID = 1;

        private final int file;
        private final long position;
        private final long firstRow;
        private final long rows;

        private Piece(int file, long position, long firstRow, long rows) {
            this.file = file;
            this.position = position;
            this.firstRow = firstRow;
            this.rows = rows;
        }
    }

    private CsvPoints(SparkSession spark, String what, List<Path> files, List<Survey> surveys, boolean typed) {
        this.spark = spark;
        this.what = what;
        this.files = files;
        this.surveys = surveys;
        this.typed = typed;
        columns = surveys.stream()
                .flatMap(survey -> IntStream.range(0, survey.header.length)
                        .filter(c -> survey.read[c])
                        .mapToObj(c -> survey.header[c]))
                .distinct()
                .toList();
    }

    /** Looks through the lines of a file that is read up to its header; it travels to the tasks. */
    @FunctionalInterface
    private interface RowLook extends Serializable {
        /** Says whether the lines are rows, as many values as the header has. */
        boolean areRows(CsvFile csv, Iterator<CSVRecord> records, Survey survey);
    }

    /**
     * Looks through the files.
     *
     * @param table what the user gave
     * @param typed whether columns of numbers shall be numbers; texts as they stand otherwise
     * @param wanted which columns are read
     * @throws UserError naming the file, and the line, when it is not as it must be
     */
    static CsvPoints open(SparkSession spark, PointFiles given, GivenTable table, boolean typed, WantedColumns wanted) {
        return new CsvPoints(
                spark, table.what(), paths(given), surveys(spark, given, table, wanted, CsvPoints::look), typed);
    }

    /**
     * Looks at the headers alone. There seem to be no rows, and each column could hold whole numbers.
     *
     * @throws UserError as there
     */
    static CsvPoints header(SparkSession spark, PointFiles given, GivenTable table) {
        RowLook none = (csv, records, survey) -> {
            survey.kinds = new ColumnKind[survey.header.length];
            Arrays.fill(survey.kinds, ColumnKind.WHOLE);
            survey.pieces = new long[0];
            return true;
        };
        return new CsvPoints(
                spark, table.what(), paths(given), surveys(spark, given, table, WantedColumns.ALL, none), true);
    }

    private static List<Survey> surveys(
            SparkSession spark, PointFiles given, GivenTable table, WantedColumns wanted, RowLook look) {
        // The table itself does not travel to the tasks.
        String encodingName = table.encoding().map(Charset::name).orElse(null);
        String encodingGiver = table.encodingGiver();
        return FileSurvey.all(
                spark,
                given,
                table.what(),
                (file, where, hadoop) -> survey(file, where, encodingName, encodingGiver, wanted, hadoop, look));
    }

    private static List<Path> paths(PointFiles given) {
        return given.files().stream().map(FileStatus::getPath).toList();
    }

    private static Survey survey(
            Path file,
            String where,
            String encoding,
            String encodingGiver,
            WantedColumns wanted,
            Configuration hadoop,
            RowLook look) {
        Survey survey = new Survey();
        Charset charset = encoding == null ? null : Charset.forName(encoding);
        survey.encoding = encoding == null ? StandardCharsets.UTF_8.name() : encoding;
        try (CsvFile csv = CsvFile.atHeader(Storage.of(file, hadoop), file, charset, true)) {
            survey.encoding = csv.start().encoding();
            survey.seekable = csv.start().seekable();
            survey.linesBeforeHeader = csv.start().lines();
            survey.comments = csv.start().comments();
            survey.delimiter = csv.start().delimiter();
            if (csv.start().ecsv() != null) {
                // What Kryo can carry.
                survey.units = new HashMap<>(csv.start().ecsv().units());
            }
            Iterator<CSVRecord> records = csv.parser().iterator();
            survey.header = header(records, where);
            survey.read = new boolean[survey.header.length];
            for (int c = 0; c < survey.read.length; c++) {
                survey.read[c] = wanted.has(survey.header[c]);
            }
            if (!look.areRows(csv, records, survey)) {
                survey.mistake = refusal(file, where, charset, wanted, hadoop).getMessage();
            }
        } catch (UserError e) {
            survey.mistake = e.getMessage();
            // A codec may lack its library, an encoding its encoder: all of it is the file that cannot be read.
        } catch (IOException | RuntimeException e) {
            survey.mistake = unreadable(where, survey.encoding, encodingGiver, survey.linesBeforeHeader, e);
        }
        return survey;
    }

    /** What keeps a file from being read, be it its encoding, its quotes or its compression. */
    private static String unreadable(
            String where, String encoding, String encodingGiver, long linesBeforeHeader, Exception error) {
        Throwable reason = Messages.innermost(error);
        if (FileSurvey.isMissing(reason)) {
            return FileSurvey.missing(where);
        }
        if (reason instanceof CharacterCodingException) {
            return where + " is not written in " + encoding + ": say in which encoding it is, such as " + encodingGiver
                    + " ISO-8859-1 or windows-1252";
        }
        String said = Messages.firstLine(reason);
        Matcher openQuote = OPEN_QUOTE.matcher(said);
        return where + " cannot be read as csv, it is damaged: "
                + (openQuote.find()
                        ? "a quote of line " + (linesBeforeHeader + number(openQuote.group(1))) + " is never closed"
                        : Shown.text(said));
    }

    /** A whole number, whatever its digits are and stands between them. */
    static long number(String text) {
        return text.chars()
                .filter(Character::isDigit)
                .map(Character::getNumericValue)
                .asLongStream()
                .reduce(0, (n, digit) -> 10 * n + digit);
    }

    private static String[] header(Iterator<CSVRecord> records, String where) {
        if (!records.hasNext()) {
            return new String[0];
        }
        String[] names = records.next().stream().map(String::strip).toArray(String[]::new);
        if (names.length > MOST_COLUMNS) {
            throw new UserError(where + " has " + names.length + " columns: give at most " + MOST_COLUMNS
                    + ", leave the others out");
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].isEmpty()) {
                // As Spark calls it; what pandas writes of its index has no name.
                names[i] = "_c" + i;
            }
        }
        FileSurvey.requireDistinct(names, where, "; the first line must be a header, in every file");
        return names;
    }

    private static boolean look(CsvFile csv, Iterator<CSVRecord> records, Survey survey) {
        int width = survey.header.length;
        survey.kinds = new ColumnKind[width];
        Arrays.fill(survey.kinds, ColumnKind.ABSENT);
        List<Long> pieces = new ArrayList<>();
        List<Long> linesBefore = new ArrayList<>();
        long before = csv.lines();
        while (records.hasNext()) {
            CSVRecord record = records.next();
            if (record.size() != width) {
                return false;
            }
            for (int c = 0; c < width; c++) {
                if (survey.read[c] && survey.kinds[c] != ColumnKind.TEXT) {
                    survey.kinds[c] = survey.kinds[c].and(ColumnKind.of(record.get(c)));
                }
            }
            if (survey.rows % PIECE_ROWS == 0) {
                pieces.add(survey.seekable ? csv.position(record) : -1);
                linesBefore.add(before);
            }
            survey.rows++;
            before = csv.lines();
        }
        survey.pieces = pieces.stream().mapToLong(position -> position).toArray();
        survey.linesBefore = linesBefore.stream().mapToLong(lines -> lines).toArray();
        return true;
    }

    /**
     * Why a file is refused of which some line is no row. It is read anew, to find also what no star can have, which sound files need
     * not pay for here.
     */
    private static UserError refusal(
            Path file, String where, Charset charset, WantedColumns wanted, Configuration hadoop) throws IOException {
        try (CsvFile csv = CsvFile.atHeader(Storage.of(file, hadoop), file, charset, true)) {
            Iterator<CSVRecord> records = csv.parser().iterator();
            String[] header = header(records, where);
            Map<String, Bound> bounds = wanted.bounds(Arrays.asList(header));
            BadLines bad = new BadLines(where, header.length);
            while (records.hasNext()) {
                CSVRecord record = records.next();
                long line = csv.line(record);
                if (record.size() == header.length) {
                    bad.row(line, firstImpossible(header, bounds, record));
                } else {
                    bad.ragged(line, record);
                }
            }
            return bad.refusal(wanted.cuts());
        }
    }

    private static Optional<Impossible> firstImpossible(String[] header, Map<String, Bound> bounds, CSVRecord record) {
        return IntStream.range(0, header.length)
                .filter(c -> bounds.containsKey(header[c]))
                .mapToObj(c -> bounds.get(header[c]).impossible(header[c], record.get(c)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private String unit(int column) {
        List<ColumnUnit.InFile> units = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            units.add(new ColumnUnit.InFile(
                    files.get(i).getName(), surveys.get(i).units.get(columns.get(column))));
        }
        return ColumnUnit.common(what, columns.get(column), units);
    }

    @Override
    public StructType schema() {
        ColumnKind[] kinds = kinds();
        StructField[] fields = new StructField[columns.size()];
        for (int c = 0; c < fields.length; c++) {
            fields[c] = new StructField(
                    columns.get(c), typed ? kinds[c].type() : DataTypes.StringType, true, ColumnUnit.metadata(unit(c)));
        }
        return new StructType(fields);
    }

    /** Of each column over all files. */
    private ColumnKind[] kinds() {
        ColumnKind[] kinds = new ColumnKind[columns.size()];
        Arrays.fill(kinds, ColumnKind.ABSENT);
        for (Survey survey : surveys) {
            int[] to = places(survey);
            for (int c = 0; c < to.length; c++) {
                if (to[c] >= 0) {
                    kinds[to[c]] = kinds[to[c]].and(survey.kinds[c]);
                }
            }
        }
        return kinds;
    }

    /** Where each column of a file goes; -1 for one that is not read. */
    private int[] places(Survey survey) {
        Map<String, Integer> places = new HashMap<>();
        columns.forEach(column -> places.put(column, places.size()));
        return Arrays.stream(survey.header)
                .mapToInt(column -> places.getOrDefault(column, -1))
                .toArray();
    }

    @Override
    public List<PointFile> files() {
        List<PointFile> all = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Survey survey = surveys.get(i);
            all.add(new PointFile(files.get(i).getName(), Arrays.asList(survey.header), survey.rows));
        }
        return all;
    }

    @Override
    public String within(int file, long row) {
        Survey survey = surveys.get(file);
        if (!survey.seekable) {
            return PointSource.super.within(file, row);
        }
        int piece = Math.toIntExact(row / PIECE_ROWS);
        try (CSVParser parser = CsvFile.at(
                Storage.of(files.get(file), spark.sparkContext().hadoopConfiguration()),
                files.get(file),
                survey.encoding,
                survey.delimiter,
                survey.pieces[piece])) {
            Iterator<CSVRecord> records = parser.iterator();
            CSVRecord record = records.next();
            for (long before = row % PIECE_ROWS; before > 0; before--) {
                record = records.next();
            }
            return "line " + (survey.linesBefore[piece] + parser.getCurrentLineNumber() - CsvFile.lineBreaks(record));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> remarks() {
        long comments = surveys.stream().mapToLong(survey -> survey.comments).sum();
        return comments == 0
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "%,d comment%s before the header skipped",
                        comments,
                        comments == 1 ? " line" : " lines"));
    }

    @Override
    public JavaRDD<Tuple2<Long, Row>> rows() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Piece> pieces = pieces();
        // Shared once by all tasks, for there may be thousands of files.
        Broadcast<Reading> reading = context.broadcast(new Reading(this));
        return context.parallelize(pieces, Math.max(1, Math.min(pieces.size(), FileSurvey.MOST_TASKS)))
                .flatMap(piece -> reading.value().rows(piece));
    }

    private List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        long firstRow = 0;
        for (int i = 0; i < surveys.size(); i++) {
            Survey survey = surveys.get(i);
            if (survey.seekable) {
                for (int p = 0; p < survey.pieces.length; p++) {
                    long before = (long) p * PIECE_ROWS;
                    pieces.add(new Piece(
                            i, survey.pieces[p], firstRow + before, Math.min(PIECE_ROWS, survey.rows - before)));
                }
            } else if (survey.rows > 0) {
                pieces.add(new Piece(i, -1, firstRow, survey.rows));
            }
            firstRow += survey.rows;
        }
        return pieces;
    }

    /** Reads pieces within tasks. */
    private static final class Reading implements Serializable {
        private static final long serialVersionUID = 1;

        private final String[] uris;
        private final String[] encodings;
        private final char[] delimiters;
        private final int[][] places;
        private final ColumnKind[] kinds;
        private final boolean typed;
        private final SerializableConfiguration hadoop;

        private Reading(CsvPoints points) {
            uris = points.files.stream().map(Path::toString).toArray(String[]::new);
            encodings = points.surveys.stream().map(survey -> survey.encoding).toArray(String[]::new);
            delimiters = new char[encodings.length];
            for (int i = 0; i < delimiters.length; i++) {
                delimiters[i] = points.surveys.get(i).delimiter;
            }
            places = points.surveys.stream().map(points::places).toArray(int[][]::new);
            kinds = points.kinds();
            typed = points.typed;
            hadoop = new SerializableConfiguration(points.spark.sparkContext().hadoopConfiguration());
        }

        private Iterator<Tuple2<Long, Row>> rows(Piece piece) throws IOException {
            Path file = new Path(uris[piece.file]);
            FileSystem fileSystem = Storage.of(file, hadoop.value());
            String encoding = encodings[piece.file];
            CSVParser parser = piece.position >= 0
                    ? CsvFile.at(fileSystem, file, encoding, delimiters[piece.file], piece.position)
                    : CsvFile.atHeader(fileSystem, file, Charset.forName(encoding), false)
                            .parser();
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close(parser));
            Iterator<CSVRecord> records = parser.iterator();
            if (piece.position < 0) {
                records.next();
            }
            return new Iterator<>() {
                private long read;

                @Override
                public boolean hasNext() {
                    return read < piece.rows;
                }

                @Override
                public Tuple2<Long, Row> next() {
                    Row row = row(records.next(), places[piece.file]);
                    Tuple2<Long, Row> numbered = new Tuple2<>(piece.firstRow + read, row);
                    read++;
                    return numbered;
                }
            };
        }

        private Row row(CSVRecord record, int[] to) {
            Object[] values = new Object[kinds.length];
            for (int c = 0; c < to.length; c++) {
                if (to[c] >= 0) {
                    String text = record.get(c);
                    values[to[c]] = typed ? kinds[to[c]].value(text) : text;
                }
            }
            return RowFactory.create(values);
        }

        private static void close(CSVParser parser) {
            try {
                parser.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
