import 'nock'

throw new Error('it can’t be read')
