package io.github.localflows.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Queries that are wrong, or that do more than ask. */
enum QueryKind implements HostileKind {
    NO_SYNTAX {
        @Override
        String query(Draw draw, Workplace place) {
            return draw.of(
                    "SELEC 1",
                    "SELECT FROM fiducial",
                    "SELECT (1",
                    "SELECT 1)",
                    "SELECT 'x",
                    "SELECT * FROM fiducial WHERE =",
                    "SELECT R R R FROM fiducial",
                    "SELECT * FROM fiducial GROUP BY",
                    "",
                    " ",
                    ";",
                    ";;",
                    "-- nothing",
                    "/* nothing",
                    "@#$",
                    "1",
                    "fiducial",
                    "SELECT ,",
                    "SELECT 1 FROM fiducial JOIN",
                    "WITH a AS SELECT 1",
                    "\u0000",
                    "\u001b[2J",
                    "SELECT `a",
                    "{\"select\": 1}",
                    draw.word(30),
                    "SELECT " + "(".repeat(draw.between(1, 90)));
        }
    },
    UNKNOWN_NAME {
        @Override
        String query(Draw draw, Workplace place) {
            String name = draw.word(draw.of(List.of(3, 30, 3000)));
            return draw.of(
                    "SELECT * FROM x" + name,
                    "SELECT x" + name + " FROM fiducial",
                    "SELECT x" + name + "(R) FROM fiducial",
                    "SELECT * FROM x" + name + ".fiducial",
                    "SELECT fiducial.x" + name + " FROM fiducial",
                    "SELECT * FROM fiducial LATERAL VIEW x" + name + "(R) t AS a",
                    "DESCRIBE x" + name,
                    "SHOW COLUMNS IN x" + name,
                    "SELECT CAST(R AS x" + name + ") FROM fiducial",
                    "SELECT * FROM IDENTIFIER('x" + name + "')",
                    "SELECT * FROM fiducial ORDER BY x" + name,
                    "SELECT :x" + name,
                    "SELECT * FROM fiducial@v1",
                    "SELECT * FROM fiducial VERSION AS OF 1");
        }
    },
    WRITES {
        @Override
        String query(Draw draw, Workplace place) {
            String made = place.at("made").toString();
            return disguised(
                    draw.of(
                            "INSERT INTO fiducial SELECT * FROM fiducial",
                            "INSERT OVERWRITE DIRECTORY '" + made + "' USING csv SELECT 1",
                            "INSERT OVERWRITE LOCAL DIRECTORY '" + made + "' ROW FORMAT DELIMITED SELECT 1",
                            "INSERT INTO parquet.`" + made + "` SELECT 1",
                            "CREATE TABLE t USING parquet LOCATION '" + made + "' AS SELECT 1",
                            "CREATE TABLE t (a INT) USING csv",
                            "CREATE OR REPLACE TEMP VIEW fiducial AS SELECT 1",
                            "CREATE VIEW v AS SELECT 1",
                            "CREATE FUNCTION f AS 'java.lang.Runtime'",
                            "CREATE TEMPORARY FUNCTION f() RETURNS INT RETURN 1",
                            "CREATE DATABASE d LOCATION '" + made + "'",
                            "DROP VIEW fiducial",
                            "DROP TABLE fiducial",
                            "TRUNCATE TABLE fiducial",
                            "DELETE FROM fiducial",
                            "UPDATE fiducial SET R = 0",
                            "ALTER TABLE fiducial ADD COLUMN a INT",
                            "ALTER VIEW fiducial AS SELECT 1",
                            "LOAD DATA LOCAL INPATH '" + made + "' INTO TABLE fiducial",
                            "CACHE TABLE fiducial",
                            "UNCACHE TABLE fiducial",
                            "CLEAR CACHE",
                            "REFRESH TABLE fiducial",
                            "MSCK REPAIR TABLE fiducial",
                            "ANALYZE TABLE fiducial COMPUTE STATISTICS",
                            "COMMENT ON TABLE fiducial IS 'x'",
                            "USE x",
                            "MERGE INTO fiducial t USING fiducial s ON t.star = s.star WHEN MATCHED THEN DELETE"),
                    draw);
        }
    },
    PROGRAMS {
        @Override
        String query(Draw draw, Workplace place) {
            String touch = "touch " + place.at("made");
            return draw.of(
                    "SELECT TRANSFORM(1) USING '" + touch + "'",
                    "WITH a AS (SELECT TRANSFORM(R) USING '" + touch + "' AS (x STRING) FROM fiducial) SELECT * FROM a",
                    "SELECT 1 WHERE EXISTS (SELECT TRANSFORM(1) USING '" + touch + "')",
                    "FROM fiducial MAP R USING '" + touch + "'",
                    "FROM fiducial REDUCE R USING '" + touch + "'",
                    "EXPLAIN SELECT TRANSFORM(1) USING '" + touch + "'",
                    "SELECT reflect('java.lang.System', 'getenv', 'PATH')",
                    "SELECT java_method('java.lang.Runtime', 'getRuntime')",
                    "SELECT try_reflect('java.lang.System', 'exit', 3)",
                    "SELECT transform(array(1), x -> reflect('java.lang.System', 'getProperty', 'user.home'))",
                    "SELECT xpath('<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>', 'a')",
                    "SELECT from_xml('<a/>', 'a INT')",
                    "EXECUTE IMMEDIATE 'SELECT 1'",
                    "BEGIN SELECT 1; END",
                    "CALL x()",
                    "SELECT * FROM python_worker_logs()");
        }
    },
    SETTINGS {
        @Override
        String query(Draw draw, Workplace place) {
            return disguised(
                    draw.of(
                            "SET",
                            "SET -v",
                            "SET spark.sql.ansi.enabled=false",
                            "SET TIME ZONE LOCAL",
                            "RESET",
                            "SET VAR x = 1",
                            "DECLARE VARIABLE x INT",
                            "ADD JAR '/tmp/x.jar'",
                            "ADD FILE '/etc/passwd'",
                            "ADD ARCHIVE '/tmp/x.zip'",
                            "LIST JARS",
                            "LIST FILES",
                            "SHOW CATALOGS",
                            "SHOW TABLE EXTENDED LIKE '*'",
                            "SHOW CREATE TABLE fiducial",
                            "SHOW TBLPROPERTIES fiducial",
                            "SHOW PARTITIONS fiducial",
                            "SET CATALOG x"),
                    draw);
        }
    },
    SEVERAL {
        @Override
        String query(Draw draw, Workplace place) {
            return draw.of(
                    "SELECT 1; SELECT 2",
                    "SELECT 1; DROP VIEW fiducial",
                    "SELECT 1;;SELECT 2",
                    "SELECT 1 SELECT 2",
                    "SELECT 1 /* ; */ ; /* */ SELECT 2",
                    "(SELECT 1); (SELECT 2)",
                    "SELECT ';'; SELECT 1");
        }
    },
    FILES {
        @Override
        String query(Draw draw, Workplace place) throws IOException {
            String text = place.write("a.txt", "no table\n").toString();
            String empty = place.write("empty.parquet", "").toString();
            return draw.of(
                    "SELECT * FROM parquet.`" + place.at("nowhere") + "`",
                    "SELECT * FROM parquet.`" + text + "`",
                    "SELECT * FROM parquet.`" + empty + "`",
                    "SELECT * FROM orc.`" + text + "`",
                    "SELECT * FROM csv.`" + place.at("nowhere.csv") + "`",
                    "SELECT * FROM csv.`" + text + "` WITH (path = '/etc/passwd')",
                    "SELECT * FROM csv.`" + text + "` WITH (header = perhaps)",
                    "SELECT * FROM json.`nowhere://x/y`",
                    "SELECT * FROM csv.`http://127.0.0.1:1/x.csv`",
                    "SELECT * FROM jdbc.`jdbc:h2:mem:x`",
                    "SELECT * FROM avro.`" + text + "`",
                    "SELECT * FROM delta.`" + text + "`",
                    "SELECT * FROM image.`" + text + "`",
                    "SELECT * FROM binaryFile.`" + text + "`",
                    "SELECT * FROM xml.`" + text + "`",
                    "SELECT * FROM parquet.``",
                    "SELECT * FROM text.`" + "x".repeat(300) + "`",
                    "SELECT * FROM parquet.`\u001b[2J`",
                    "SELECT * FROM read_files('/etc/passwd')");
        }
    },
    DEEP {
        @Override
        String query(Draw draw, Workplace place) {
            int depth = draw.of(List.of(101, 1000, 20_000, 60_000));
            return draw.of(
                    "SELECT " + "(".repeat(depth) + "1" + ")".repeat(depth),
                    "SELECT " + "array(".repeat(Math.min(depth, 15_000)) + "1" + ")".repeat(Math.min(depth, 15_000)),
                    "SELECT " + "CASE WHEN true THEN ".repeat(Math.min(depth, 4000)) + "1",
                    "/*".repeat(depth) + " SELECT 1",
                    "SELECT * FROM " + "(SELECT * FROM ".repeat(Math.min(depth, 5000)) + "fiducial",
                    "SELECT 1" + "[0".repeat(depth));
        }
    },
    LONG {
        @Override
        String query(Draw draw, Workplace place) {
            return draw.of(
                    "SELECT '" + "x".repeat(draw.between(131_073, 3_000_000)) + "'",
                    "SELECT 1" + " ".repeat(131_073),
                    "SELECT " + "x".repeat(draw.between(1000, 100_000)) + " FROM fiducial",
                    "SELECT `" + "y".repeat(draw.between(1000, 100_000)) + "` FROM fiducial",
                    "SELECT 1 AS " + "z".repeat(200_000));
        }
    },
    IMPOSSIBLE_VALUE {
        @Override
        String query(Draw draw, Workplace place) {
            return draw.of(
                    "SELECT 1 / 0",
                    "SELECT 1 % 0",
                    "SELECT CAST('" + draw.word(4) + "' AS INT)",
                    "SELECT CAST('2020-13-45' AS DATE)",
                    "SELECT 9223372036854775807 + R - R FROM fiducial WHERE assert_true(false) IS NULL",
                    "SELECT 9223372036854775807 + CAST(star AS BIGINT) + 1 FROM fiducial",
                    "SELECT raise_error('" + draw.of("x", "\u001b[2J", "a\\nb", "\tat x") + "')",
                    "SELECT assert_true(R < 0) FROM fiducial",
                    "SELECT array(1, 2)[7]",
                    "SELECT element_at(array(1), 0)",
                    "SELECT 'a' RLIKE '(' FROM fiducial",
                    "SELECT regexp_replace(CAST(R AS STRING), '[', '') FROM fiducial",
                    "SELECT to_timestamp('x', 'QQQQQQQ')",
                    "SELECT format_number(R, 'x%$') IS NULL, date_format(now(), 'bbbb') FROM fiducial",
                    "SELECT make_date(2020, 13, 1)",
                    "SELECT unhex('ab') + 1",
                    "SELECT sequence(1, 1000000000000)",
                    "SELECT aes_decrypt('x', 'y')",
                    "SELECT percentile(R, 2) FROM fiducial",
                    "SELECT from_json('{', 'x y z')",
                    "SELECT decode(unhex('FF'), 'UTF-8')",
                    "SELECT encode('x', 'klingon')",
                    "SELECT CAST(R AS DECIMAL(99, 2)) FROM fiducial",
                    "SELECT * FROM range(1, 5, 0)",
                    "SELECT to_binary('zz', 'hex')",
                    "SELECT conv('x', 99, 10) || CAST('x' AS DOUBLE)");
        }
    },
    NO_MEANING {
        @Override
        String query(Draw draw, Workplace place) {
            return draw.of(
                    "SELECT R, count(*) FROM fiducial",
                    "SELECT sum(sum(R)) FROM fiducial",
                    "SELECT * FROM fiducial a JOIN fiducial b ON a.R = b.R WHERE R > 0",
                    "SELECT R + array(1) FROM fiducial",
                    "SELECT abs('x', 1)",
                    "SELECT abs()",
                    "SELECT R FROM fiducial UNION SELECT R, z FROM fiducial",
                    "SELECT (SELECT R FROM fiducial)",
                    "SELECT R FROM fiducial WHERE R",
                    "SELECT R FROM fiducial WHERE count(*) > 1",
                    "SELECT rank() FROM fiducial",
                    "SELECT R FROM fiducial LIMIT -1",
                    "SELECT R FROM fiducial LIMIT R",
                    "SELECT * FROM fiducial GROUP BY 9",
                    "SELECT R FROM fiducial ORDER BY 9",
                    "SELECT explode(R) FROM fiducial",
                    "SELECT explode(array(1)), explode(array(1))",
                    "SELECT R FROM fiducial TABLESAMPLE (200 PERCENT)",
                    "SELECT * FROM VALUES (1), (1, 2)",
                    "SELECT DISTINCT map(1, 2)",
                    "WITH a AS (SELECT * FROM a) SELECT * FROM a",
                    "WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a",
                    "SELECT x -> x",
                    "SELECT *",
                    "SELECT fiducial.* FROM fiducial AS f",
                    "SELECT R, z FROM fiducial PIVOT (avg(R) FOR q IN (1))",
                    "SELECT CASE WHEN 1 THEN 2 END",
                    "SELECT 1 IN (SELECT R, z FROM fiducial)",
                    "SELECT 1 WHERE 1 = ALL (SELECT 1)",
                    "SELECT measure(R) FROM fiducial",
                    "SELECT rank(x -> x, R) FROM fiducial",
                    "SELECT percent_rank(x -> x) FROM fiducial",
                    "SELECT round(R, 2147483647) FROM fiducial",
                    "SELECT tuple_intersection_agg_double(NULL) FROM fiducial");
        }
    };

    @Override
    public String title() {
        return "sql " + name();
    }

    @Override
    public HostileInput make(Draw draw, Workplace place) throws IOException {
        place.run();
        String query = query(draw, place);
        List<String> arguments = new ArrayList<>(place.sql(query));
        if (draw.heads()) {
            arguments.addAll(Arrays.asList("--format", "csv"));
        }
        return new HostileInput(query, arguments);
    }

    /** The query. */
    abstract String query(Draw draw, Workplace place) throws IOException;

    /** The same statement, otherwise written. */
    private static String disguised(String statement, Draw draw) {
        return switch (draw.between(0, 6)) {
            case 0 -> "/* SELECT 1 */ " + statement;
            case 1 -> "-- SELECT 1\n" + statement;
            case 2 ->
                statement.toLowerCase(java.util.Locale.ROOT).contains("'")
                        ? statement
                        : statement.toLowerCase(java.util.Locale.ROOT);
            case 3 -> "EXPLAIN " + statement;
            case 4 -> "\n\t " + statement + " ;";
            case 5 -> "SELECT 1; " + statement;
            default -> statement;
        };
    }
}
