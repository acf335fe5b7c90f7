/** Constants and conversions: {@link io.github.localflows.units.Units} is the only source of both. */
package io.github.localflows.units;
