/** Order statistics of samples. */
package io.github.localflows.statistics;
