"""What a person does: steps, flows and journeys as data, and the performers that play them."""
