#include <math.h>

#include "cost/cost.h"
#include "cost/value.h"

double cost_lora_seconds(int spreading_factor, double bandwidth_khz, int coding_rate,
                         int preamble_symbols, int packet_bytes) {
    double symbol_s = ldexp(1, spreading_factor) / (bandwidth_khz * 1000);
    int slow = symbol_s > 0.016;
    double bits = 8.0 * packet_bytes - 4.0 * spreading_factor + 28 + 16;
    double blocks = ceil(bits / (4.0 * (spreading_factor - 2 * slow)));
    double symbols = 8 + (blocks > 0 ? blocks * (coding_rate + 4) : 0);
    return (preamble_symbols + 4.25 + symbols) * symbol_s;
}

static double lora_message_seconds(const cost_radio *r, int payload_bytes) {
    return cost_lora_seconds((int)r->spreading_factor->figure.value, r->bandwidth_khz->figure.value,
                             (int)r->coding_rate->figure.value,
                             (int)r->preamble_symbols->figure.value,
                             payload_bytes + (int)r->header_bytes->figure.value);
}

cost_value cost_transmit_uw(const cost_radio *r) {
    return cost_scaled(cost_times(r->transmit_ma->figure, r->supply_v->figure), 1000);
}

cost_value cost_message_uj(const cost_radio *r, int payload_bytes) {
    if (r->is_lora)
        return cost_plus(cost_scaled(cost_transmit_uw(r), lora_message_seconds(r, payload_bytes)),
                         r->receive_uj->figure);
    double packets = ceil(payload_bytes / r->limit_bytes->figure.value);
    return cost_plus(cost_scaled(r->packet_uj->figure, packets < 1 ? 1 : packets),
                     cost_scaled(r->byte_uj->figure, payload_bytes));
}

double cost_transmit_seconds(const cost_radio *r, int payload_bytes) {
    if (r->is_lora)
        return lora_message_seconds(r, payload_bytes);
    return cost_message_uj(r, payload_bytes).value / cost_transmit_uw(r).value;
}
