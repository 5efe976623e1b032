// React picks its build when it is loaded: the one for development takes three times as long to draw.
process.env.NODE_ENV ??= 'production';
