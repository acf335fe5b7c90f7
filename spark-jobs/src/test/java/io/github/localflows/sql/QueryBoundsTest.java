package io.github.localflows.sql;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryBoundsTest {
    private static final int DEEP = QueryBounds.DEEPEST;

    @Test
    void whatIsAtTheLimitPasses() {
        assertDoesNotThrow(() -> QueryBounds.check("SELECT " + "(".repeat(DEEP) + "1" + ")".repeat(DEEP)));
        assertDoesNotThrow(() -> QueryBounds.check("SELECT 1 ".repeat(10) + "(1), ".repeat(10 * DEEP)));
        assertDoesNotThrow(() -> QueryBounds.check(" ".repeat(QueryBounds.MOST_CHARACTERS)));
        assertDoesNotThrow(() -> QueryBounds.check("SELECT " + "CASE WHEN a THEN b END + ".repeat(10 * DEEP) + "1"));
    }

    @Test
    void bracketsOfEveryKindAndCasesCountTogether() {
        String half = "(".repeat(DEEP / 2) + "a[".repeat(DEEP / 2);
        assertDoesNotThrow(() -> QueryBounds.check("SELECT " + half));
        assertRefused("SELECT " + half + "case when");
        assertRefused("SELECT " + half + "(");
        assertRefused(")".repeat(DEEP) + half + "(");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'%s'",
                "'a\\'%s'",
                "'a''%s'",
                "\"a\\\"%s\"",
                "`a``%s`",
                "r'\\', '%s'",
                "-- %s\n 1",
                "-- a \\\n %s\n 1",
                "/* a /* b */ %s */ 1",
                "'--', /* ' */ '%s'"
            })
    void textsAndCommentsDoNotCount(String text) {
        assertDoesNotThrow(() -> QueryBounds.check("SELECT " + text.replace("%s", "((( CASE ".repeat(DEEP))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a' %s", "or'\\'' %s", "-- a\n %s", "/* a */ %s", "1 - - %s", "1 / * %s", "`a` %s"})
    void whatFollowsThemDoes(String text) {
        assertRefused("SELECT " + text.replace("%s", "(".repeat(DEEP + 1)));
    }

    @Test
    void commentsWithinCommentsAreBounded() {
        int deepest = QueryBounds.DEEPEST_COMMENT;
        assertDoesNotThrow(() -> QueryBounds.check("/*".repeat(deepest) + "*/".repeat(deepest) + "SELECT 1"));
        assertRefused("/*".repeat(deepest + 1) + "*/".repeat(deepest + 1) + "SELECT 1");
    }

    @Test
    void longQueryIsRefusedBySize() {
        String message = assertRefused("SELECT 1" + "+1".repeat(5_000_000));
        assertTrue(message.contains("10,000,008 characters"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'", "\"", "`", "/*", "--", "'\\", "r'", "/", "-", "/* *"})
    void whatHasNoEndIsLeftToTheParser(String query) {
        assertDoesNotThrow(() -> QueryBounds.check(query));
    }

    private static String assertRefused(String query) {
        return assertThrows(UserError.class, () -> QueryBounds.check(query)).getMessage();
    }
}
