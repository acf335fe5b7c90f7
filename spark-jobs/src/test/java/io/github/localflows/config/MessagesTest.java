package io.github.localflows.config;

import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class MessagesTest {
    @Test
    void theInnermostCauseHasNoOther() {
        Exception inner = new Exception("inner");
        assertSame(inner, Messages.innermost(new RuntimeException(new Error("middle", inner))));
        assertSame(inner, Messages.innermost(inner));
    }

    @Test
    void causesInACircleHaveAnInnermostOne() {
        Exception inner = new Exception("inner");
        Exception outer = new Exception("outer", inner);
        inner.initCause(outer);
        assertSame(inner, Messages.innermost(outer));
    }
}
