/**
 * Scenarios as data: networks, calls and interventions in one YAML file, with what has to come of
 * them. Start at {@link io.handfast.sim.scenario.Scenarios}; the format is in docs/scenarios.md.
 */
package io.handfast.sim.scenario;
