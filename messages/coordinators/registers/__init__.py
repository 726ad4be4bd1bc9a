"""What the coordinators are told of registers: days, needs that are gone, and a drawing that was asked for."""
