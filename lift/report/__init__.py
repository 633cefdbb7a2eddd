"""Tables, figures and words in German and English."""
