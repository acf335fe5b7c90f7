/**
 * Actions of stars in an axisymmetric potential by the St&auml;ckel fudge (Binney 2012).
 *
 * <p>Read {@link io.github.localflows.action.StaeckelActionFinder} first: it is what others call. {@code SeparatedOrbit}
 * has the equations, {@code MidplaneTable} the potential in the plane, which is all that the radial action needs.
 */
package io.github.localflows.action;
