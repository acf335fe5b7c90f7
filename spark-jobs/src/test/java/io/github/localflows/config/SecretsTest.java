package io.github.localflows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hdfs://user:hush@host:9000/run | hdfs://***@host:9000/run",
                "s3a://KEY:hu/sh+hush=@bucket/a | s3a://***@bucket/a",
                "s3a:/KEY:hush@bucket/x.conf does not exist | s3a:/***@bucket/x.conf does not exist",
                "'x://a:b@c:d@host/p, y://e:f@g' | 'x://***@host/p, y://***@g'",
                "hdfs://user:12345@host/run | hdfs://***@host/run",
                "--set spark.hadoop.fs.s3a.secret.key=hush: unknown | --set spark.hadoop.fs.s3a.secret.key=*** unknown",
                "fs.s3a.access.key = \"hu sh\" | fs.s3a.access.key = ***",
                "--password=hush | --password=***"
            })
    void secretsAreHidden(String text, String shown) {
        assertEquals(shown, Secrets.hidden(text));
        assertEquals(shown, Shown.line(text));
    }

    /** Each takes milliseconds, on a busy machine some more; in time that grows with the square it would be hours. */
    @Test
    void longTextsTakeNoTimeAndHideTheirEnds() {
        assertTimeout(Duration.ofSeconds(20), () -> {
            for (String piece : List.of("y", "a.", "a:/b:", "x=", "secret", "://", "a@")) {
                Shown.line(piece.repeat(1_000_000));
            }
        });
        String secret = "hush".repeat(100_000);
        for (String text : List.of("--set a.password=" + secret, "s3a://KEY:" + secret + "@bucket/x")) {
            assertFalse(Shown.text(text).contains("hush"), Shown.text(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs://host:9000/a@b/c",
                "abfs://container@account.dfs.core.windows.net/run",
                "hdfs://user@host/run",
                "/data/a:b@c/run",
                "train.epochs = 3",
                "Unrecognized token 'x': was expecting JSON"
            })
    void whatIsNoSecretIsShown(String text) {
        assertEquals(text, Secrets.hidden(text));
        assertFalse(Secrets.hasPassword(text));
    }
}
